import { execFile } from 'node:child_process';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { IN } from '../../../src/relay/native/epoll-event.ts';
import { Loop } from '../../../src/relay/native/loop.ts';
import { findNodeLoop } from '../../../src/relay/native/node-loop.ts';
import { until } from '../support/until.ts';
import { libc, pipe } from './libc.ts';

const FIXTURE = join(import.meta.dirname, '../../fixtures/relay/resting-loop.ts');
const nodeLoop = libc && (await findNodeLoop(libc));

describe.skipIf(!libc)('a loop that rests', () => {
  const library = libc!;

  /** A loop that watches a pipe whose bytes are read, and how often it was stirred and told of bytes. */
  async function resting(): Promise<{ loop: Loop; writer: number; seen: { stirred: number; told: number } }> {
    const seen = { stirred: 0, told: 0 };
    const loop = new Loop(library, nodeLoop!, () => (seen.stirred += 1));
    const { reader, writer } = pipe(library);
    onTestFinished(() => {
      loop.forget(reader);
      loop.close();
      library.close(reader);
      library.close(writer);
    });
    expect(loop.rests).toBe(true);
    loop.watch(reader, IN, {
      ready() {
        library.splice(reader, null, sink, null, 1, 0);
        seen.told += 1;
      },
    });
    expect(loop.rests).toBe(false);
    await until('the rest', () => loop.rests);
    return { loop, writer, seen };
  }

  const { writer: sink } = pipe(library);

  test('Node has an alarm that it can be woken by', () => {
    expect(nodeLoop?.alarm).toBeGreaterThan(0);
  });

  test('nobody wakes up while nothing happens', async () => {
    await resting();
    const before = performance.nodeTiming.uvMetricsInfo.loopCount;
    await sleep(500);
    // By waits of 5 ms, which a timer asks for, it would be a hundred turns.
    expect(performance.nodeTiming.uvMetricsInfo.loopCount - before).toBeLessThan(30);
  });

  test('it is told of what happens at once, rest after rest, and tells that it is stirred', async () => {
    const { loop, writer, seen } = await resting();
    expect(seen.stirred).toBe(1);
    for (const round of [1, 2, 3]) {
      writeSync(writer, 'b');
      await until('the byte', () => seen.told === round);
      expect(seen.stirred).toBe(1 + round);
      await until('the next rest', () => loop.rests);
    }
  });

  test('what a timer of Node leaves for later is done, and ends the rest', async () => {
    const { loop, seen } = await resting();
    const done = new Promise<void>((resume) => {
      setTimeout(() => loop.later({ resume }), 10);
    });
    await done;
    expect(seen.stirred).toBe(2);
    await until('the next rest', () => loop.rests);
    loop.stir();
    expect([loop.rests, seen.stirred]).toEqual([false, 3]);
  });

  test('what begins to be watched during a rest is told of', async () => {
    const { loop, seen } = await resting();
    const { reader, writer } = pipe(library);
    onTestFinished(() => {
      library.close(reader);
      library.close(writer);
    });
    writeSync(writer, 'b');
    let told = 0;
    loop.watch(reader, IN, {
      ready() {
        told += 1;
        loop.forget(reader);
        loop.change(reader, 0);
      },
    });
    await until('the byte', () => told > 0);
    expect(seen.stirred).toBe(2);
  });

  test('while it is held nothing is told; then what came meanwhile', async () => {
    const { loop, writer, seen } = await resting();
    loop.hold();
    writeSync(writer, 'b');
    await sleep(100);
    expect(seen.told).toBe(0);
    loop.goOn();
    await until('the byte', () => seen.told === 1);
  });

  test('it keeps the program alive while it watches something, and no longer', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE], { timeout: 20_000 });
    expect(stdout).toBe('rested\nheard\n');
  });
});
