import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type HomePaths, homePaths } from '../../src/store/home.ts';
import { readEditing, writeEditing } from '../../src/store/shell-settings.ts';
import { expectMode } from './temporary.ts';

let folder: string;
let paths: HomePaths;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-shell-'));
  paths = homePaths(path.join(folder, 'home'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('whose keys edit the line is kept in the home directory, for its owner only', () => {
  expect(readEditing(paths)).toBe('emacs');
  writeEditing(paths, 'vi');
  expect(readEditing(paths)).toBe('vi');
  writeEditing(paths, 'emacs');
  expect(readEditing(paths)).toBe('emacs');
  expectMode(paths.shell, 0o600);
});

test('settings of later versions stay', () => {
  writeEditing(paths, 'vi');
  writeFileSync(paths.shell, '{"editing": "vi", "later": [1]}');
  writeEditing(paths, 'emacs');
  expect(JSON.parse(readFileSync(paths.shell, 'utf8'))).toEqual({ editing: 'emacs', later: [1] });
});

test.each([
  ['nothing', ''],
  ['no JSON', '{"editing"'],
  ['a list', '["vi"]'],
  ['another editor', '{"editing": "nano"}'],
  ['another type', '{"editing": {"vi": true}}'],
  ['more than 64 KiB', `{"editing": "vi"${' '.repeat(70_000)}}`],
])('a file with %s counts as none', (_what, text) => {
  writeEditing(paths, 'vi');
  writeFileSync(paths.shell, text);
  expect(readEditing(paths)).toBe('emacs');
});

test(
  'a link stays one, and a file that others can write is refused',
  { skip: process.platform === 'win32' },
  () => {
    writeEditing(paths, 'emacs');
    const elsewhere = path.join(folder, 'elsewhere.json');
    rmSync(paths.shell);
    symlinkSync(elsewhere, paths.shell);
    writeEditing(paths, 'vi');
    expect(lstatSync(paths.shell).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(elsewhere, 'utf8'))).toEqual({ editing: 'vi' });
    chmodSync(elsewhere, 0o666);
    expect(() => readEditing(paths)).toThrow(/others can write to it/);
    expect(() => writeEditing(paths, 'emacs')).toThrow(/others can write to it/);
  },
);
