import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { homePaths } from '../../src/store/home.ts';
import { readProgress, withSolved, writeProgress } from '../../src/store/progress.ts';
import { expectMode } from './temporary.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'netsh-test-progress-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('progress is kept in the home directory, for its owner only', () => {
  const paths = homePaths(path.join(folder, 'home'));
  expect(readProgress(paths)).toEqual(new Map());
  const progress = withSolved(withSolved(withSolved(new Map(), 'words', 2), 'words', 0), 'forward', 1);
  writeProgress(paths, progress);
  expect(readProgress(paths)).toEqual(progress);
  expect(JSON.parse(readFileSync(paths.lessons, 'utf8'))).toEqual({
    solved: { words: [0, 2], forward: [1] },
  });
  expectMode(paths.lessons, 0o600);
});

test.each([
  ['nothing', ''],
  ['no JSON', '{"solved"'],
  ['another document', '[1]'],
  ['too long', `{"solved":{"words":[0]}}${' '.repeat(70_000)}`],
])('a file with %s counts as none', (_what, text) => {
  const paths = homePaths(folder);
  writeFileSync(paths.lessons, text);
  expect(readProgress(paths)).toEqual(new Map());
});

test('of a file that others wrote only numbers of steps are taken', () => {
  const paths = homePaths(folder);
  writeFileSync(paths.lessons, '{"solved":{"words":[0,"1",-1,2.5,1e9,null],"__proto__":[1],"forward":7}}');
  expect(readProgress(paths).get('words')).toEqual(new Set([0]));
  expect(readProgress(paths).get('forward')).toEqual(new Set());
});

test.skipIf(process.platform === 'win32')('a file that others may write to is refused', () => {
  const paths = homePaths(folder);
  writeFileSync(paths.lessons, '{}');
  chmodSync(paths.lessons, 0o666);
  expect(() => readProgress(paths)).toThrow(/others can write to it/);
});
