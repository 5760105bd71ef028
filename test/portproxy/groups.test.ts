import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyChange } from '../../src/portproxy/changes/apply-change.ts';
import { planTransaction } from '../../src/portproxy/changes/plan-transaction.ts';
import { type Entry, type EntryValues, entryFrom, sameEntry } from '../../src/portproxy/entry.ts';
import { groupsOf, inGroup } from '../../src/portproxy/groups.ts';
import { entryKey } from '../../src/portproxy/key.ts';
import { Table } from '../../src/portproxy/table.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';
import { systemServices } from '../../src/system/services.ts';
import { arbitraryEntry } from './arbitrary-entry.ts';

const entry = (port: number, more: Partial<EntryValues> = {}): Entry =>
  entryFrom({ family: 'v4tov4', listenPort: String(port), ...more });

const web = [
  entry(80, { group: 'web', comment: 'first' }),
  entry(81),
  entry(82, { group: 'WEB', maxAge: '1h' }),
  entry(53, { group: 'web', protocol: 'udp' }),
];
const services = systemServices();
const NOTHING = { entries: [], absent: [], nothingElse: false };

test('groups are told apart without case, and named as the first entry spells them', () => {
  const found = groupsOf(web).map(({ name, entries }) => [name, entries.length]);
  expect(found).toEqual([['web', 3]]);
  expect(web.filter(inGroup('Web'))).toHaveLength(3);
  expect(web.filter(inGroup(undefined))).toEqual(web);
});

test('set changes what is supplied of every entry, and keeps the rest', () => {
  const table = new Table(web);
  const values = { state: 'disabled', maxAge: 'default', idleTimeout: '5m' } as const;
  const { result, put } = applyChange(table, { op: 'group-set', group: 'wEb', values }, NO_SERVICES);
  expect(result).toEqual({ kind: 'done', notices: [] });
  expect(put.map(entryKey)).toEqual([web[0]!, web[2]!, web[3]!].map(entryKey));
  expect(table.entries()).toEqual([
    { ...web[0], disabled: true, idleTimeout: '5m' },
    web[1],
    { ...entry(82, { group: 'WEB' }), disabled: true, idleTimeout: '5m' },
    { ...web[3], disabled: true, idleTimeout: '5m' },
  ]);
});

test('where one entry cannot take a value, none is changed, and the reason names it', () => {
  const table = new Table(web);
  const change = { op: 'group-set', group: 'web', values: { acceptProxy: 'yes', maxAge: '2h' } } as const;
  const refused = {
    kind: 'refused',
    code: 'invalid',
    detail:
      'yes is not an acceptable value for acceptproxy. It is for tcp, and the entry is one of udp. ' +
      'This is about v4tov4 *:53 udp; nothing of the group was changed.',
  };
  expect(applyChange(table, change, NO_SERVICES).result).toEqual(refused);
  expect(table.entries()).toEqual(web);
  const plan = planTransaction(table, { changes: [change], expected: NOTHING }, NO_SERVICES);
  expect(plan).toMatchObject({ ok: false, conflicts: [{ code: 'invalid' }] });
});

test('a group that no entry has is absent', () => {
  const table = new Table(web);
  for (const change of [
    { op: 'group-set', group: 'db', values: {} },
    { op: 'group-delete', group: 'db' },
  ] as const) {
    expect(applyChange(table, change, NO_SERVICES).result).toEqual({ kind: 'absent' });
  }
  expect(table.entries()).toEqual(web);
});

test('set without values changes nothing; a new name moves the group, default takes entries out', () => {
  const table = new Table(web);
  const set = (group: string, values: object) =>
    applyChange(table, { op: 'group-set', group, values }, NO_SERVICES).result.kind;
  expect(set('web', {})).toBe('done');
  expect(table.entries()).toEqual(web);
  expect(set('web', { group: 'site' })).toBe('done');
  expect(set('web', {})).toBe('absent');
  expect(set('site', { group: 'default' })).toBe('done');
  expect(groupsOf(table.entries())).toEqual([]);
});

test('delete removes all of them and nothing else', () => {
  const table = new Table(web);
  expect(applyChange(table, { op: 'group-delete', group: 'web' }, NO_SERVICES).result.kind).toBe('done');
  expect(table.entries()).toEqual([web[1]]);
});

test('what a group is set to, each of its entries would be set to alone; all or none', () => {
  const table = fc.uniqueArray(arbitraryEntry, { selector: entryKey, minLength: 1, maxLength: 12 });
  const values = fc.record(
    {
      state: fc.constantFrom('enabled', 'disabled', 'default'),
      halfCloseTimeout: fc.constantFrom('5m', 'default', 'x'),
      sendProxy: fc.constantFrom('v1', 'v2'),
      sourceAddress: fc.constantFrom('127.0.0.2', '::1'),
      group: fc.constantFrom('a', 'default'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(table, values, (entries, supplied) => {
      const grouped = entries.map((one, at): Entry => ({ ...one, group: at % 3 === 0 ? 'a' : 'B' }));
      const [together, apart] = [new Table(grouped), new Table(grouped)];
      const results = grouped.filter(inGroup('b')).map(({ family, listenAddress, listenPort, protocol }) => {
        const key = { family, listenAddress, listenPort, protocol };
        return applyChange(apart, { op: 'set', values: { ...supplied, ...key } }, services).result.kind;
      });
      const { result } = applyChange(together, { op: 'group-set', group: 'b', values: supplied }, services);
      const isMade = results.length > 0 && results.every((kind) => kind === 'done');
      expect(result.kind === 'done').toBe(isMade);
      const wanted = isMade ? apart.entries() : grouped;
      expect(together.entries().every((one, at) => sameEntry(one, wanted[at]!))).toBe(true);
    }),
  );
});
