import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { WholeWork } from '../../../src/relay/common/whole-work.ts';
import { loadLibc } from '../../../src/relay/native/libc.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/relay/ended-at-work.ts');

/** How many threads had done their work when they were ended; rejects where the process crashed. */
async function doneBy(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, FIXTURE, ...args]);
  return stdout;
}

describe.skipIf(!loadLibc())('a thread that loads functions of the C library', () => {
  test('is ended when it has done that, and the process lives', async () => {
    expect(await doneBy()).toBe('3');
  });

  test('has done that before the process exits', async () => {
    expect(await doneBy('exit')).toBe('1');
  });
});

describe('work that is done whole', () => {
  test('gives its result, and can be done again, also after one that threw', () => {
    const whole = new WholeWork();
    expect(whole.run(() => 1)).toBe(1);
    expect(() =>
      whole.run(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(whole.run(() => 2)).toBe(2);
  });

  test('keeps nobody waiting before it begins, nor when the end was awaited already', async () => {
    const whole = new WholeWork();
    await whole.over();
    await whole.over();
    whole.awaitOver();
  });

  test('is waited for until it is done', async () => {
    const whole = new WholeWork();
    const other = new WholeWork(whole.memory);
    const order: string[] = [];
    let over: Promise<void> | undefined;
    whole.run(() => {
      over = other.over().then(() => void order.push('over'));
      order.push('done');
    });
    await over;
    expect(order).toEqual(['done', 'over']);
  });
});
