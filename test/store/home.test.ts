import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { homeDirectory, homePaths, prepareHome } from '../../src/store/home.ts';
import { temporaryHome } from './temporary.ts';

test('NETSH_HOME decides, made absolute', () => {
  expect(homeDirectory({ NETSH_HOME: '/a/b', XDG_CONFIG_HOME: '/c' }, 'linux')).toBe('/a/b');
  expect(homeDirectory({ NETSH_HOME: 'b' }, 'linux')).toBe(join(process.cwd(), 'b'));
});

test('else the configuration folder of the system', () => {
  expect(homeDirectory({}, 'linux')).toBe(join(homedir(), '.config/netsh'));
  expect(homeDirectory({ NETSH_HOME: '' }, 'freebsd')).toBe(join(homedir(), '.config/netsh'));
  expect(homeDirectory({ XDG_CONFIG_HOME: '/c' }, 'linux')).toBe('/c/netsh');
  expect(homeDirectory({ XDG_CONFIG_HOME: 'c' }, 'linux')).toBe(join(homedir(), '.config/netsh'));
  expect(homeDirectory({}, 'darwin')).toBe(join(homedir(), 'Library/Application Support/netsh'));
  expect(homeDirectory({ APPDATA: '/r' }, 'win32')).toBe('/r/netsh');
});

test('a home is made for its owner only', () => {
  const paths = homePaths(join(dirname(temporaryHome().home), 'other', 'home'));
  prepareHome(paths);
  expect(statSync(paths.home).mode & 0o777).toBe(0o700);
  expect(statSync(paths.run).mode & 0o777).toBe(0o700);
});

test('the run folder is closed to others even in a home that is open', () => {
  const paths = temporaryHome();
  chmodSync(paths.home, 0o755);
  chmodSync(paths.run, 0o755);
  prepareHome(paths);
  expect(statSync(paths.run).mode & 0o777).toBe(0o700);
  expect(statSync(paths.home).mode & 0o777).toBe(0o755);
});

test('a file in the way is told of in a sentence', () => {
  const folder = dirname(temporaryHome().home);
  writeFileSync(join(folder, 'file'), '');
  expect(() => prepareHome(homePaths(join(folder, 'file')))).toThrow(/cannot be used: a file of that name/);
  expect(() => prepareHome(homePaths(join(folder, 'file', 'home')))).toThrow(
    /a part of the path is not a folder/,
  );
  mkdirSync(join(folder, 'half'));
  writeFileSync(join(folder, 'half', 'run'), '');
  expect(() => prepareHome(homePaths(join(folder, 'half')))).toThrow(
    expect.objectContaining({ code: 'storage' }),
  );
});
