import { expect, test } from 'vitest';
import { holdBlanks } from '../../src/learn/held-blanks.ts';

/** Writes texts, each to the end that is named, and returns what came through before and after the flush. */
function written(...texts: readonly (readonly ['out' | 'err', string])[]): readonly [string, string] {
  let all = '';
  const add = (text: string): void => {
    all += text;
  };
  const { front, flush } = holdBlanks({ out: add, err: add });
  for (const [end, text] of texts) front[end](text);
  const before = all;
  flush();
  return [before, all];
}

test.each([
  [[['out', 'a\n\n\n']], 'a\n', 'a\n\n\n'],
  [[['out', '\n']], '', '\n'],
  [
    [
      ['out', '\na\n\n'],
      ['err', 'b\n'],
    ],
    '\na\n\nb\n',
    '\na\n\nb\n',
  ],
  [
    [
      ['out', 'a'],
      ['err', '\n'],
      ['out', '\n'],
    ],
    'a\n',
    'a\n\n',
  ],
  [[], '', ''],
] as const)('of %j comes %j, and %j where nothing follows', (texts, before, all) => {
  expect(written(...texts)).toEqual([before, all]);
});
