import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { controlAddress, prepareControlSocket } from '../../../src/service/contract/control-address.ts';
import { homePaths } from '../../../src/store/home.ts';
import { temporaryHome } from '../../store/temporary.ts';

const NAME = /^\\\\\.\\pipe\\netsh-\d+-[0-9a-f]{32}$/;

test('on Windows clients find the pipe by a note, from when it listens until it is withdrawn', () => {
  const paths = temporaryHome();
  const pipe = prepareControlSocket(paths, 'win32');
  expect(pipe.unready).toMatch(NAME);
  expect(controlAddress(paths, 'win32')).toBeUndefined();
  pipe.publish();
  expect(controlAddress(paths, 'win32')).toBe(pipe.unready);
  expect(existsSync(pipe.sign)).toBe(true);
  pipe.withdraw();
  expect(controlAddress(paths, 'win32')).toBeUndefined();
  expect(existsSync(pipe.sign)).toBe(false);
});

test('the same home by another path has the same pipe', () => {
  const paths = temporaryHome();
  const pipe = prepareControlSocket(paths, 'win32');
  pipe.publish();
  const other = join(dirname(paths.home), 'junction');
  symlinkSync(paths.home, other);
  expect(controlAddress(homePaths(other), 'win32')).toBe(pipe.unready);
});

test('a name cannot be guessed: each service has another', () => {
  const paths = temporaryHome();
  const names = Array.from({ length: 5 }, () => prepareControlSocket(paths, 'win32').unready);
  expect(new Set(names).size).toBe(5);
});

test('a service that follows one that is closing has another pipe, and its note stays', () => {
  const paths = temporaryHome();
  const first = prepareControlSocket(paths, 'win32');
  first.publish();
  first.withdraw();
  const next = prepareControlSocket(paths, 'win32');
  next.publish();
  expect(next.unready).not.toBe(first.unready);
  expect(readFileSync(join(paths.run, 'control.path'), 'utf8')).toBe(next.unready);
});

test('the pipe of a process that was killed is not asked', () => {
  const paths = temporaryHome();
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(paths.run, 'control.path'), `\\\\.\\pipe\\netsh-${pid}-${'0'.repeat(32)}`);
  expect(controlAddress(paths, 'win32')).toBeUndefined();
  writeFileSync(join(paths.run, 'control.path'), `\\\\.\\pipe\\netsh-${process.pid}-${'0'.repeat(32)}`);
  expect(controlAddress(paths, 'win32')).toMatch(NAME);
});

test.each(['', 'netsh', String.raw`\\server\share\netsh`, String.raw`\\.\pipe\netsh-1`, '/tmp/control.sock'])(
  'a note that names something else (%j) leads nowhere',
  (text) => {
    const paths = temporaryHome();
    writeFileSync(join(paths.run, 'control.path'), text);
    expect(controlAddress(paths, 'win32')).toBeUndefined();
  },
);
