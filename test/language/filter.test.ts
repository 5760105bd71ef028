import { describe, expect, test } from 'vitest';
import type { Host } from '../../contexts/host.ts';
import { root } from '../../contexts/root.ts';
import { complete } from '../../src/language/complete.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { hint } from '../../src/language/hint.ts';
import { read } from '../../src/language/read.ts';
import type { ContextPath } from '../../src/language/schema.ts';

const ROOT: ContextPath<Host> = [root];
const SHELL = { hasFilters: true };
const readLine = (line: string) => read(line, ROOT, NO_FACTS, SHELL);
const SHOW = 'int po show all';

describe('a line with filters', () => {
  test.each([
    [`${SHOW} | include 10.0`, [{ kind: 'keep', text: '10.0', isInverse: false, isExact: false }]],
    [`${SHOW}|i 10.0`, [{ kind: 'keep', text: '10.0', isInverse: false, isExact: false }]],
    [`${SHOW} |exclude a b`, [{ kind: 'keep', text: 'a b', isInverse: true, isExact: false }]],
    [`${SHOW} | find "a  |b"`, [{ kind: 'keep', text: 'a  |b', isInverse: false, isExact: true }]],
    [`${SHOW} | find /I "x"`, [{ kind: 'keep', text: 'x', isInverse: false, isExact: false }]],
    [
      `${SHOW} | find /v /c x`,
      [{ kind: 'keep', text: 'x', isInverse: true, isExact: true }, { kind: 'count' }],
    ],
    [
      `${SHOW} | include x | count`,
      [{ kind: 'keep', text: 'x', isInverse: false, isExact: false }, { kind: 'count' }],
    ],
  ])('%s', (line, filters) => {
    expect(readLine(line)).toMatchObject({ kind: 'command', subject: { command: { name: 'all' } }, filters });
  });

  test.each([
    [`${SHOW} |`, 'A filter follows |.'],
    [`${SHOW} | | count`, 'A filter follows |.'],
    [`${SHOW} | grep x`, '"grep" is not a filter. Use include, exclude, find or count.'],
    [`${SHOW} | include`, 'include needs a text: include 10.0.0.5'],
    [`${SHOW} | find /v`, 'find needs a text: find 10.0.0.5'],
    [`${SHOW} | count x`, 'count takes no text.'],
  ])('%s is refused', (line, reason) => {
    expect(readLine(line)).toMatchObject({
      kind: 'failed',
      problem: { code: 'filter', reason: expect.stringContaining(reason) },
    });
  });

  test('a command that takes its words as they are keeps the bar; a bar elsewhere than in the shell is a word', () => {
    expect(readLine(`alias x ${SHOW} | count`)).toMatchObject({
      kind: 'command',
      args: { rest: { length: 7 } },
    });
    expect(readLine(`alias x ${SHOW} | count`)).not.toHaveProperty('filters');
    expect(read(`${SHOW} | count`, ROOT, NO_FACTS)).toMatchObject({
      kind: 'failed',
      problem: { code: 'too-many', word: '|' },
    });
    expect(readLine('int po export windows "a|b"')).toMatchObject({ args: { values: { file: 'a|b' } } });
    expect(readLine('| count')).toMatchObject({ problem: { code: 'unknown-command' } });
  });

  test('parts stand at their places', () => {
    const line = `${SHOW}|inc ten`;
    const found = readLine(line).parts.map(({ span, role }) => [line.slice(span.start, span.end), role]);
    expect(found.slice(-2)).toEqual([
      ['|inc', 'filter'],
      ['ten', 'rest'],
    ]);
  });
});

describe('completion behind a bar', () => {
  const names = (line: string, cursor = line.length) => {
    const { candidates, span } = complete(line, cursor, ROOT, NO_FACTS, SHELL);
    return { names: candidates.map(({ value }) => value), typed: line.slice(span.start, span.end) };
  };
  test.each([
    [`${SHOW} | `, ['include', 'exclude', 'find', 'count'], ''],
    [`${SHOW} |`, ['include', 'exclude', 'find', 'count'], ''],
    [`${SHOW} |ex`, ['exclude'], 'ex'],
    [`${SHOW} | include 1 | c`, ['count'], 'c'],
    [`${SHOW} | find `, ['/i', '/v', '/c'], ''],
    [`${SHOW} | find /v`, ['/v'], '/v'],
    [`${SHOW} | include `, [], ''],
  ])('%s', (line, expected, typed) => expect(names(line)).toEqual({ names: expected, typed }));

  test('before the bar it is that of the command', () => {
    const line = 'int po sho | count';
    expect(names(line, 'int po sho'.length)).toEqual({ names: ['show'], typed: 'sho' });
  });
});

test('a hint tells what is wrong behind the bar as soon as typing on cannot mend it', () => {
  const problem = (line: string) => hint(line, line.length, ROOT, NO_FACTS, SHELL).problem;
  for (const line of [`${SHOW} |`, `${SHOW} | inc`, `${SHOW} | find "a`])
    expect(problem(line)).toBeUndefined();
  expect(problem(`${SHOW} | grep`)).toMatchObject({ code: 'filter' });
  expect(problem('int po shw all | count')).toMatchObject({ code: 'unknown-command' });
});
