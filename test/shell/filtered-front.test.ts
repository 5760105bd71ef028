import { expect, test } from 'vitest';
import type { Filter } from '../../src/language/reading.ts';
import { filteredFront } from '../../src/shell/filtered-front.ts';

const TABLE =
  '\nListen on ipv4:             Connect to ipv4:\n\nAddress         Port        Address         Port\n' +
  '--------------- ----------  --------------- ----------\n*               80          10.0.0.5        80\n' +
  '*               443         Printer         443\n\n';

function filtered(text: string, ...filters: readonly Filter[]): string {
  let out = '';
  const front = filteredFront(
    { out: (more) => void (out += more), err: (more) => void (out += `!${more}`) },
    filters,
  );
  // In pieces, as a stream brings them.
  for (const piece of text.match(/[^]{1,7}/g) ?? []) front.out(piece);
  front.err('note\n');
  front.end();
  return out;
}

const keep = (text: string, isInverse = false, isExact = false): Filter => ({
  kind: 'keep',
  text,
  isInverse,
  isExact,
});

test.each([
  [[keep('printer')], '*               443         Printer         443\n!note\n'],
  [[keep('printer', false, true)], '!note\n'],
  [[keep('*'), keep('printer', true)], '*               80          10.0.0.5        80\n!note\n'],
  [[{ kind: 'count' }], '!note\n2\n'],
  [[keep('443'), { kind: 'count' }], '!note\n1\n'],
  [[keep('nothing'), { kind: 'count' }], '!note\n0\n'],
  [[{ kind: 'count' }, keep('3')], '!note\n'],
] satisfies [Filter[], string][])('%j', (filters, expected) => {
  expect(filtered(TABLE, ...filters)).toBe(expected);
});

test('a last line without its end is filtered too, and text without a table is counted by lines', () => {
  expect(filtered('one\n\ntwo', keep('o'))).toBe('one\n!note\ntwo\n');
  expect(filtered('one\n\ntwo', { kind: 'count' })).toBe('!note\n2\n');
});
