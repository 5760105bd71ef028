import { expect, test } from 'vitest';
import { unlessLeft } from '../../src/shell/leave.ts';

const never = new Promise<string>(() => {});

test('work that ends is waited for, with a signal and without', async () => {
  expect(await unlessLeft(Promise.resolve('done'), undefined)).toBe('done');
  expect(await unlessLeft(Promise.resolve('done'), new AbortController().signal)).toBe('done');
});

test('work that does not end is left after an abort, before it began too', async () => {
  const abort = new AbortController();
  const left = unlessLeft(never, abort.signal);
  abort.abort();
  expect(await left).toBeUndefined();
  expect(await unlessLeft(never, AbortSignal.abort())).toBeUndefined();
});

test('work that ends by itself right after the abort is heard', async () => {
  const abort = new AbortController();
  const { promise, resolve } = Promise.withResolvers<string>();
  const heard = unlessLeft(promise, abort.signal);
  abort.abort();
  resolve('ended');
  expect(await heard).toBe('ended');
});

test('a failure is passed on, and one that comes after it was left is nobody’s', async () => {
  await expect(unlessLeft(Promise.reject(new Error('no')), undefined)).rejects.toThrow('no');
  const { promise, reject } = Promise.withResolvers<string>();
  expect(await unlessLeft(promise, AbortSignal.abort())).toBeUndefined();
  reject(new Error('late'));
});
