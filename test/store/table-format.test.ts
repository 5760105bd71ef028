import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryKey } from '../../src/portproxy/key.ts';
import { FAMILIES } from '../../src/portproxy/family.ts';
import { parseTable } from '../../src/store/table-format.ts';
import { MAX_ENTRIES } from '../../src/portproxy/table.ts';
import { someEntries } from './entries.ts';

const entry = someEntries(1)[0]!;

function text(entries: unknown, version: unknown = 1): string {
  return JSON.stringify({ table: { version, entries } });
}

const port = fc.oneof(
  fc.integer({ min: 1, max: 65_535 }).map(String),
  fc.constantFrom('http', 'X11', 'ms-sql-s', 'whois++', '30000-30010', 'gone-from-the-table'),
);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}[a-z0-9](\.[a-z]{2,8})?$/);
const entries = fc.uniqueArray(
  fc.record(
    {
      family: fc.constantFrom(...FAMILIES),
      listenAddress: fc.oneof(fc.constant('*'), name),
      listenPort: port,
      connectAddress: name,
      connectPort: port,
      protocol: fc.constant('tcp' as const),
      disabled: fc.constant(true as const),
    },
    { requiredKeys: ['family', 'listenAddress', 'listenPort', 'connectAddress', 'connectPort', 'protocol'] },
  ),
  { selector: entryKey },
);

test('what was written is read back the same', () => {
  fc.assert(
    fc.property(entries, (table) => {
      expect(parseTable(text(table))).toEqual({ kind: 'table', entries: table });
    }),
  );
});

test('no text makes it throw, and half a file is never a table', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (any) => {
      expect(parseTable(any).kind).toBe('broken');
    }),
  );
  const whole = text(someEntries(20));
  for (let end = 0; end < whole.length; end += 1) {
    expect(parseTable(whole.slice(0, end)).kind).toBe('broken');
  }
});

test.each([
  ['listenPort', '0'],
  ['listenPort', '080'],
  ['listenPort', '65536'],
  ['listenPort', '9-8'],
  ['listenPort', '-1'],
  ['listenPort', ''],
  ['listenPort', 80],
  ['connectPort', 'with blank'],
  ['connectPort', 'a'.repeat(65)],
  ['listenAddress', '::1'],
  ['listenAddress', '300.1.1.1'],
  ['listenAddress', ''],
  ['connectAddress', '*'],
  ['connectAddress', null],
  ['protocol', 'sctp'],
  ['family', 'v5tov4'],
  ['family', undefined],
  ['unknown', 'key'],
  ['disabled', false],
  ['disabled', 'yes'],
])('an entry whose %s is %j makes the file broken', (key, value) => {
  const parsed = parseTable(text([entry, { ...entry, listenPort: '81', [key]: value }]));
  expect(parsed).toEqual({ kind: 'broken', reason: 'entry 2 is not valid' });
});

test('an entry that stands there twice makes the file broken', () => {
  const twice = { ...entry, listenAddress: 'Box' };
  expect(parseTable(text([twice, { ...twice, listenAddress: 'bOX', connectPort: '1' }]))).toEqual({
    kind: 'broken',
    reason: 'entry 2 stands there twice',
  });
});

test('a table of a later version is not broken', () => {
  expect(parseTable(text('another shape', 2)).kind).toBe('newer');
});

test.each([0, 1.5, '1', undefined, null])('version %j is broken', (version) => {
  expect(parseTable(text([], version ?? {})).kind).toBe('broken');
});

test('a table has a largest size', () => {
  expect(parseTable(text(Array.from({ length: MAX_ENTRIES + 1 }))).kind).toBe('broken');
});
