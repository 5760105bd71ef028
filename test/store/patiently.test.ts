import { expect, test } from 'vitest';
import { patiently, patientlyLater } from '../../src/store/patiently.ts';
import { storeFault } from '../../src/store/store-error.ts';
import { temporaryFolder } from './temporary.ts';

function fault(code: string, syscall = 'rename'): Error {
  return Object.assign(new Error(code), { code, syscall });
}

/** An operation that is refused so many times. */
function refused(times: number, code: string): { readonly tries: () => number; readonly run: () => string } {
  let tries = 0;
  return {
    tries: () => tries,
    run() {
      tries += 1;
      if (tries <= times) throw fault(code);
      return 'done';
    },
  };
}

test.each(['EBUSY', 'EPERM', 'EACCES'])(
  'on Windows a file that another program has open is waited for (%s)',
  async (code) => {
    expect(patiently(refused(3, code).run, 'win32')).toBe('done');
    const { run } = refused(3, code);
    expect(await patientlyLater(async () => run(), 'win32')).toBe('done');
  },
);

test('one that stays open is given up on', async () => {
  const held = refused(Infinity, 'EBUSY');
  expect(() => patiently(held.run, 'win32')).toThrow('EBUSY');
  expect(held.tries()).toBeGreaterThan(5);
  const { run } = refused(Infinity, 'EPERM');
  await expect(patientlyLater(async () => run(), 'win32')).rejects.toThrow('EPERM');
});

test('other errors, and those of other systems, are told at once', () => {
  const full = refused(Infinity, 'ENOSPC');
  expect(() => patiently(full.run, 'win32')).toThrow('ENOSPC');
  const denied = refused(Infinity, 'EPERM');
  expect(() => patiently(denied.run, 'linux')).toThrow('EPERM');
  expect([full.tries(), denied.tries()]).toEqual([1, 1]);
});

test.each([
  ['EBUSY', 'open', 'win32', 'storage', 'The table t cannot be written: another program has it open.'],
  ['EPERM', 'rename', 'win32', 'storage', 'The table t cannot be written: another program has it open.'],
  ['EACCES', 'unlink', 'win32', 'storage', 'The table t cannot be written: another program has it open.'],
  ['EPERM', 'open', 'win32', 'elevation', 'The table t cannot be written: the system does not permit it.'],
  ['EPERM', 'rename', 'linux', 'elevation', 'The table t cannot be written: the system does not permit it.'],
  ['EBUSY', 'rename', 'linux', 'storage', 'The table t cannot be written: the system uses it.'],
] as const)('%s of %s on %s', (code, syscall, platform, kind, message) => {
  expect(storeFault(fault(code, syscall), 'The table t cannot be written', platform)).toMatchObject({
    code: kind,
    message,
  });
});

test('a folder in the way of a file is told as that on Windows, which has no code of its own for it', () => {
  const dest = temporaryFolder();
  const error = Object.assign(fault('EPERM'), { dest });
  expect(storeFault(error, 'The log l cannot be rotated', 'win32').message).toBe(
    'The log l cannot be rotated: it is a folder.',
  );
});
