import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { takeLock } from '../../src/store/lock.ts';
import { temporaryHome } from './temporary.ts';

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Another process that takes the lock; gives what it says. */
async function other(path: string): Promise<{ readonly said: string; readonly child: ChildProcess }> {
  const program = join(import.meta.dirname, '../fixtures/store/hold-lock.ts');
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [said] = await once(child.stdout, 'data');
  return { said: String(said).trim(), child };
}

test('one at a time, in this process and others', async () => {
  const { lock } = temporaryHome();
  const mine = takeLock(lock);
  expect(mine).toBeDefined();
  expect(takeLock(lock)).toBeUndefined();
  expect((await other(lock)).said).toBe('busy');
  mine?.release();
  expect((await other(lock)).said).toBe('held');
  expect(takeLock(lock)).toBeUndefined();
});

test('kill -9 of the holder frees it, and nothing is left beside it', async () => {
  const { lock, run } = temporaryHome();
  const { child } = await other(lock);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const mine = takeLock(lock);
  expect(mine).toBeDefined();
  expect(readdirSync(run)).toEqual(['lock']);
  mine?.release();
});

test('of ten that try at once one holds it', async () => {
  const { lock } = temporaryHome();
  const all = await Promise.all(Array.from({ length: 10 }, () => other(lock)));
  expect(all.filter(({ said }) => said === 'held')).toHaveLength(1);
});

test('a lock that cannot be opened is a fault', () => {
  const { lock, run } = temporaryHome();
  mkdirSync(lock);
  expect(() => takeLock(lock)).toThrow(expect.objectContaining({ name: 'StoreError' }));
  chmodSync(run, 0o700);
});
