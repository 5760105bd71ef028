import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryFrom, sameEntry, valuesOf } from '../../src/portproxy/entry.ts';
import { parseEntry, parseOptions, parseValues } from '../../src/portproxy/entry-json.ts';
import { READABLE } from '../../src/portproxy/formats/formats.ts';
import { readTable } from '../../src/portproxy/formats/read-table.ts';
import { entryKey } from '../../src/portproxy/key.ts';
import { showTable } from '../../src/portproxy/show.ts';
import { parseChange } from '../../src/service/contract/parse-change.ts';
import { parseTable } from '../../src/store/table-format.ts';
import { systemServices } from '../../src/system/services.ts';
import { arbitraryEntry } from './arbitrary-entry.ts';

const table = fc.uniqueArray(arbitraryEntry, { selector: entryKey, maxLength: 12 });
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('an entry with any options is the same from the table file and from the wire', () => {
  fc.assert(
    fc.property(table, (entries) => {
      const file = JSON.stringify({ table: { version: 1, entries } });
      expect(parseTable(file)).toEqual({ kind: 'table', entries });
      for (const entry of entries) {
        expect(parseEntry(sent({ ...entry, state: 'listening', later: 1 }))).toEqual(entry);
        const change = { op: 'add', values: valuesOf(entry) } as const;
        const parsed = parseChange(sent(change));
        expect(parsed).toEqual(change);
        expect(sameEntry(entryFrom(change.values), entry)).toBe(true);
      }
    }),
  );
});

test('a table of the version before options is read as it is', () => {
  const entry = {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: '8080',
    connectAddress: '10.0.0.5',
    connectPort: '80',
    protocol: 'tcp',
  };
  const entries = [entry, { ...entry, listenPort: '8081', disabled: true }];
  expect(parseTable(JSON.stringify({ table: { version: 1, entries } }))).toEqual({ kind: 'table', entries });
});

test('a table file cannot hold what takes an option back, nor an option as another type', () => {
  const entry = entryFrom({ family: 'v4tov4', listenPort: '8080' });
  for (const wrong of [
    { comment: 'Default' },
    { group: 'default' },
    { log: 'default' },
    { maxAge: 5 },
    { balance: 'Source' },
    { idleTimeout: 'soon' },
    { state: 'disabled' },
  ]) {
    const file = JSON.stringify({ table: { version: 1, entries: [{ ...entry, ...wrong }] } });
    expect(parseTable(file), JSON.stringify(wrong)).toMatchObject({ kind: 'broken' });
  }
});

test('values of a change are read by their shape; one that is unknown is not left out', () => {
  const values = { family: 'v4tov4', listenPort: '80', connectAddress: '10.0.0.5', acceptProxy: 'yes' };
  expect(parseValues(values)).toEqual(values);
  expect(parseValues({ ...values, later: 'x' })).toBeUndefined();
  expect(parseValues({ ...values, acceptproxy: 'yes' })).toBeUndefined();
  expect(parseOptions({ comment: 'a', log: 'default' })).toEqual({ comment: 'a', log: 'default' });
  expect(parseOptions({ comment: 'a', later: 1 })).toBeUndefined();
  expect(parseOptions({ comment: 'a', connectPort: '80' })).toBeUndefined();
  expect(parseOptions({ comment: 'x'.repeat(301) })).toBeUndefined();
  expect(parseOptions({ log: 'maybe' })).toBeUndefined();
  expect(parseOptions([])).toBeUndefined();
});

test('a list of as many targets as an entry may have goes over the wire', () => {
  const targets = Array.from(
    { length: 32 },
    (_, at) => `[2001:db8:1111:2222:3333:4444:5555:${1000 + at}]:8080`,
  );
  const values = { family: 'v6tov6', listenPort: '80', connectAddress: targets.join(',') } as const;
  expect(parseChange({ op: 'add', values })).toEqual({ op: 'add', values });
  const tooLong = { ...values, connectAddress: `${'a'.repeat(2001)},b` };
  expect(parseChange({ op: 'add', values: tooLong })).toBeUndefined();
});

test('what show prints is read back, entries of UDP as such', async () => {
  const format = READABLE.find(({ name }) => name === 'show')!;
  await fc.assert(
    fc.asyncProperty(table, async (entries) => {
      const plain = entries.map(
        ({ family, listenAddress, listenPort, connectAddress, connectPort, protocol }) =>
          entryFrom({ family, listenAddress, listenPort, connectAddress, connectPort, protocol }),
      );
      const read = await readTable(`${showTable(plain).join('\n')}\n`, format, systemServices());
      expect(read.faults.first).toEqual([]);
      expect(new Set(read.entries.map(({ entry }) => entryKey(entry)))).toEqual(new Set(plain.map(entryKey)));
    }),
  );
});
