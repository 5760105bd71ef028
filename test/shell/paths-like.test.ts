import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pathsLike } from '../../src/shell/text.ts';
import { temporaryFolder } from '../store/temporary.ts';

test('paths of this system', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'sub.txt'), '');
  writeFileSync(join(folder, '.hidden'), '');
  expect(pathsLike(join(folder, 'su')).toSorted()).toEqual([join(folder, 'sub.txt'), join(folder, 'sub/')]);
  expect(pathsLike(`${folder}/`).toSorted()).toEqual([join(folder, 'sub.txt'), join(folder, 'sub/')]);
  expect(pathsLike(join(folder, '.h'))).toEqual([join(folder, '.hidden')]);
  expect(pathsLike(join(folder, 'none', 'x'))).toEqual([]);
  expect(pathsLike('src/mai')).toEqual(['src/main.ts']);
  expect(pathsLike('vitest.c')).toEqual(['vitest.config.ts']);
});

const FOLDERS: Readonly<Record<string, readonly (readonly [string, boolean])[]>> = {
  'C:\\': [
    ['Windows', true],
    ['win.ini', false],
    ['Übung 1', true],
  ],
  'C:/': [['Windows', true]],
  'C:\\Program Files/': [['Node', true]],
  'C:': [['here.txt', false]],
  '\\\\server\\share\\': [['scripts', true]],
  '.': [['forwards', true]],
};

test.each([
  ['C:\\win', ['C:\\Windows\\', 'C:\\win.ini']],
  ['C:\\WIN', ['C:\\Windows\\', 'C:\\win.ini']],
  ['C:\\üb', ['C:\\Übung 1\\']],
  ['C:/w', ['C:/Windows/']],
  ['C:\\Program Files/n', ['C:\\Program Files/Node/']],
  ['C:h', ['C:here.txt']],
  ['\\\\server\\share\\s', ['\\\\server\\share\\scripts\\']],
  ['for', ['forwards\\']],
  ['C:\\none\\', []],
] as const)('%s on Windows', (prefix, found) => {
  const read = (folder: string) => {
    const names = FOLDERS[folder];
    if (!names) throw new Error('ENOENT');
    return names.map(([name, isFolder]) => ({ name, isDirectory: () => isFolder }));
  };
  expect(pathsLike(prefix, 'win32', read)).toEqual(found);
});

test('letters of either case on macOS, and a backslash is one there', () => {
  const read = () => [{ name: 'Library', isDirectory: () => true }];
  expect(pathsLike('/lib', 'darwin', read)).toEqual(['/Library/']);
  expect(pathsLike('/lib', 'linux', read)).toEqual([]);
  expect(pathsLike('C:\\L', 'linux', read)).toEqual([]);
});
