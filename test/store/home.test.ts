import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { homePaths, prepareHome } from '../../src/store/home.ts';
import { homeDirectory } from '../../src/store/home-directory.ts';
import { expectMode, temporaryFolder, temporaryHome } from './temporary.ts';

test('NETSH_HOME decides, made absolute', () => {
  expect(homeDirectory({ NETSH_HOME: '/a/b', XDG_CONFIG_HOME: '/c' }, 'linux')).toBe('/a/b');
  expect(homeDirectory({ NETSH_HOME: 'b' }, 'linux')).toBe(join(process.cwd(), 'b'));
});

test('else the configuration folder of the system', () => {
  expect(homeDirectory({}, 'linux')).toBe(join(homedir(), '.config/netsh'));
  expect(homeDirectory({ NETSH_HOME: '' }, 'freebsd')).toBe(join(homedir(), '.config/netsh'));
  expect(homeDirectory({ XDG_CONFIG_HOME: '/c' }, 'linux')).toBe('/c/netsh');
  expect(homeDirectory({ XDG_CONFIG_HOME: 'c' }, 'linux')).toBe(join(homedir(), '.config/netsh'));
});

test('on Windows the local folder, where an earlier version left no table in the roaming one', () => {
  const folder = temporaryFolder();
  const env = { LOCALAPPDATA: join(folder, 'local'), APPDATA: join(folder, 'roaming') };
  const [local, roaming] = [join(folder, 'local', 'netsh'), join(folder, 'roaming', 'netsh')];
  expect(homeDirectory(env, 'win32')).toBe(local);
  mkdirSync(roaming, { recursive: true });
  expect(homeDirectory(env, 'win32')).toBe(local);
  writeFileSync(join(roaming, 'table.json'), '{}');
  expect(homeDirectory(env, 'win32')).toBe(roaming);
  mkdirSync(local, { recursive: true });
  expect(homeDirectory(env, 'win32')).toBe(local);
});

test('on macOS root has its own, though sudo keeps HOME', () => {
  const user = { folder: () => '/Users/ann', accountFolder: () => '/var/root' };
  const library = 'Library/Application Support/netsh';
  expect(homeDirectory({}, 'darwin', { ...user, isRoot: () => true })).toBe(join('/var/root', library));
  expect(homeDirectory({}, 'darwin', { ...user, isRoot: () => false })).toBe(join('/Users/ann', library));
  expect(homeDirectory({ NETSH_HOME: '/h' }, 'darwin', { ...user, isRoot: () => true })).toBe('/h');
});

test('a home is made for its owner only', () => {
  const paths = homePaths(join(dirname(temporaryHome().home), 'other', 'home'));
  prepareHome(paths);
  expectMode(paths.home, 0o700);
  expectMode(paths.run, 0o700);
});

test('the run folder is closed to others even in a home that is open', () => {
  const paths = temporaryHome();
  chmodSync(paths.home, 0o755);
  chmodSync(paths.run, 0o755);
  prepareHome(paths);
  expectMode(paths.run, 0o700);
  expectMode(paths.home, 0o755);
});

test('a file in the way is told of in a sentence', () => {
  const folder = dirname(temporaryHome().home);
  writeFileSync(join(folder, 'file'), '');
  expect(() => prepareHome(homePaths(join(folder, 'file')))).toThrow(/cannot be used: a file of that name/);
  expect(() => prepareHome(homePaths(join(folder, 'file', 'home')))).toThrow(
    // Windows has no word of its own for it.
    process.platform === 'win32' ? /cannot be used/ : /a part of the path is not a folder/,
  );
  mkdirSync(join(folder, 'half'));
  writeFileSync(join(folder, 'half', 'run'), '');
  expect(() => prepareHome(homePaths(join(folder, 'half')))).toThrow(
    expect.objectContaining({ code: 'storage' }),
  );
});

test.runIf(process.platform === 'linux')('a name that cannot be is told of', () => {
  expect(() => prepareHome(homePaths('/proc/netsh/home'))).toThrow(
    /^The folder \/proc\/netsh\/home cannot be used: nothing of that name can be there\.$/,
  );
});
