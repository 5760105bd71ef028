import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { HELP_TOPICS } from '../../contexts/common.ts';
import type { Host } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { topicLines } from '../../help/topics/topic-lines.ts';
import { TOPICS } from '../../help/topics/topics.ts';
import { VARIABLES } from '../../help/topics/variables.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';
import { findContext } from '../../src/shell/session-request.ts';

const ROOT: ContextPath<Host> = [root];
const FACTS = { ...NO_FACTS, services: new Map([['http', 80]]) };

test('every topic but those of front ends is written, in the order of the list', () => {
  const others = HELP_TOPICS.map(({ name }) => name).filter((name) => name !== 'topics' && name !== 'keys');
  expect([...TOPICS.keys()]).toEqual(others);
});

test.each([...TOPICS])('%s fits a terminal of 80 columns, and names topics that exist', (_name, topic) => {
  const lines = topicLines(topic);
  for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(79);
  const named = [...lines.join(' ').matchAll(/\(help ([a-z]+)\)/g)].map(([, name]) => name!);
  for (const name of named) expect(TOPICS.has(name), name).toBe(true);
  const narrow = topicLines(topic, 50);
  expect(narrow.length).toBeGreaterThanOrEqual(lines.length);
});

const examples = [...TOPICS].flatMap(([name, { parts }]) =>
  parts.flatMap((part) =>
    typeof part === 'object' && 'in' in part
      ? part.lines.map((line) => ({ name, words: part.in, line }))
      : [],
  ),
);

test.each(examples)('the line of $name is right: $words $line', ({ words, line }) => {
  const context = findContext(words, ROOT)!;
  expect(context.slice(1).map(({ name }) => name)).toEqual(words);
  const reading = read(line, context, FACTS, { hasFilters: true });
  expect(reading.kind, JSON.stringify(reading)).toMatch(/^(command|context|nothing)$/);
});

/** Variables of the system that users do not set for netsh. */
const OF_THE_SYSTEM = [
  'PATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PATHEXT',
  'SNAP',
  'LC_CTYPE',
  'LANG',
  'NODE_ENV',
  'LISTEN_PID',
  'LISTEN_FDS',
  'NOTIFY_SOCKET',
];

test('every environment variable that the program reads has its place', () => {
  const house = path.resolve(import.meta.dirname, '../..');
  const files = ['src/**/*.ts', 'src/**/*.tsx', 'bin/*'].flatMap((pattern) =>
    globSync(pattern, { cwd: house }),
  );
  const used = files.flatMap((file) =>
    [...readFileSync(path.join(house, file), 'utf8').matchAll(/\benv(?:\[|\??\.\[?)'?([A-Z][A-Z_]+)\b/g)].map(
      ([, name]) => name!,
    ),
  );
  expect(used.length).toBeGreaterThan(10);
  const told = VARIABLES.map(({ name }) => name.replace(/=.*/, ''));
  const missing = new Set(used).difference(new Set([...told, ...OF_THE_SYSTEM]));
  expect([...missing]).toEqual([]);
  expect(told.filter((name) => !used.includes(name))).toEqual([]);
});
