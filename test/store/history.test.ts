import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openHistory } from '../../src/store/history.ts';
import { expectMode } from './temporary.ts';

let home: string;
let file: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'netsh-test-'));
  file = path.join(home, 'history');
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

test('lines are kept for the next session, privately', async () => {
  const first = openHistory(home);
  await first.add('show all', true);
  await first.add('dump', true);
  expectMode(file, 0o600);
  const second = openHistory(home);
  expect(second.lines).toEqual([]);
  await second.refresh();
  expect(second.lines).toEqual(['show all', 'dump']);
});

test('the same line in a row is there once', async () => {
  const history = openHistory(home);
  for (const line of ['dump', 'dump', 'show all', 'dump']) await history.add(line, true);
  expect(history.lines).toEqual(['dump', 'show all', 'dump']);
  expect(readFileSync(file, 'utf8')).toBe('dump\nshow all\ndump\n');
});

test('what is not to be kept can be recalled and is not on disk', async () => {
  const history = openHistory(home);
  await history.add('dump', true);
  await history.add('dmup', false);
  await history.refresh();
  expect(history.lines).toEqual(['dump', 'dmup']);
  expect(readFileSync(file, 'utf8')).toBe('dump\n');
});

test('open shells see the lines of each other', async () => {
  const [one, other] = [openHistory(home), openHistory(home)];
  await one.refresh();
  await other.refresh();
  await one.add('dump', true);
  await other.add('reset', true);
  await one.refresh();
  expect(one.lines).toEqual(['dump', 'reset']);
  await other.refresh();
  expect(other.lines).toEqual(['dump', 'reset']);
});

test('a line added while the file is read is there all the time', async () => {
  const history = openHistory(home);
  await history.add('dump', true);
  const reading = history.refresh();
  const adding = history.add('show all', true);
  await reading;
  expect(history.lines).toEqual(['dump', 'show all']);
  await adding;
  await history.refresh();
  expect(history.lines).toEqual(['dump', 'show all']);
});

test('a file that has grown is cut to its newest lines', async () => {
  writeFileSync(file, Array.from({ length: 7000 }, (_, at) => `line ${at}\n`).join(''));
  const history = openHistory(home);
  await history.refresh();
  expect(history.lines).toHaveLength(5000);
  expect(history.lines.at(-1)).toBe('line 6999');
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5001);
  expectMode(file, 0o600);
});

test('bytes that are no text do no harm', async () => {
  appendFileSync(file, Buffer.from([0xff, 0x00, 0x0a, 0x61, 0x0a]));
  const history = openHistory(home);
  await history.refresh();
  expect(history.lines.at(-1)).toBe('a');
});

test('a history that cannot be read or written is one of the session', async () => {
  mkdirSync(file);
  const history = openHistory(home);
  await history.refresh();
  expect(history.problem).toContain('it is a folder. Lines are kept for this session only.');
  await history.add('dump', true);
  expect(history.lines).toEqual(['dump']);
});

test('a home that does not exist is made, for its owner only', async () => {
  const deep = path.join(home, 'a', 'b');
  const history = openHistory(deep);
  await history.refresh();
  await history.add('dump', true);
  expect(history.problem).toBeUndefined();
  expectMode(deep, 0o700);
  chmodSync(deep, 0o700);
});
