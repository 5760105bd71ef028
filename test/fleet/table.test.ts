import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryFault } from '../../src/fleet/carried-values.ts';
import { changedBody } from '../../src/fleet/changed-body.ts';
import { type Commit, fleetDocument, parseCommit } from '../../src/fleet/commit.ts';
import { FleetTable } from '../../src/fleet/fleet-table.ts';
import { planChanges } from '../../src/fleet/plan-changes.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';

const AUTHOR = { user: 'ada', machine: 'gw1' };

function entry(port: number, more: object = {}): Entry {
  return {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: String(port),
    connectAddress: '10.0.0.5',
    connectPort: '80',
    protocol: 'tcp',
    ...more,
  };
}

/** A table of entries, each in a commit of its own. */
function tableOf(entries: readonly Entry[]): FleetTable {
  const table = new FleetTable();
  for (const one of entries)
    table.apply(commitOn(table, { put: [one], remove: [] }), table.point.sequence + 1);
  return table;
}

function commitOn(table: FleetTable, body: Pick<Commit, 'put' | 'remove'>): Commit {
  const revision = table.point.revision + 1;
  return { id: `c${revision}`, parent: table.point.id, revision, author: AUTHOR, ...body };
}

const lists = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('a', 'b')), {
    selector: ([port]) => port,
  })
  .map((list) => list.map(([port, comment]) => entry(port, { comment })));

test('a body makes any list of entries of any other, its order included', () => {
  fc.assert(
    fc.property(lists, lists, (before, after) => {
      const table = tableOf(before);
      const body = changedBody(before, after);
      if (body) table.apply(commitOn(table, body), table.point.sequence + 1);
      expect(table.entries()).toEqual(after);
    }),
  );
});

test('a table is the same after its document was read', () => {
  fc.assert(
    fc.property(lists, (entries) => {
      const table = tableOf(entries);
      const read = FleetTable.parse(table.document());
      expect(read.document()).toBe(table.document());
      expect(read.point).toEqual(table.point);
    }),
  );
});

test('a commit that does not follow on the last one is refused, and changes nothing', () => {
  const table = tableOf([entry(1), entry(2)]);
  const before = table.document();
  const good = commitOn(table, { put: [entry(3)], remove: [] });
  for (const bad of [
    { ...good, parent: 'other' },
    { ...good, revision: 4 },
  ]) {
    expect(() => table.apply(bad, 9)).toThrow('does not follow on revision 2');
  }
  expect(() => table.apply(good, 2)).toThrow('does not follow');
  expect(table.document()).toBe(before);
});

test('an option of a later netsh is held, carried by set, and dropped by add alone', () => {
  const table = tableOf([entry(80, { mirror: '10.0.0.9' })]);
  expect(entryFault(table.entries()[0]!)).toContain('the option mirror');
  const values = { family: 'v4tov4', listenPort: '80' } as const;
  const set = planChanges(
    table,
    { changes: [{ op: 'set', values: { ...values, comment: 'web' } }], stopAtFirst: false },
    NO_SERVICES,
  );
  expect(set.body?.put).toEqual([entry(80, { mirror: '10.0.0.9', comment: 'web' })]);
  const add = planChanges(
    table,
    { changes: [{ op: 'add', values: { ...values, connectAddress: '10.0.0.6' } }], stopAtFirst: false },
    NO_SERVICES,
  );
  expect(add.body?.put).toEqual([entry(80, { connectAddress: '10.0.0.6' })]);
});

test('a change of an entry that another commit has changed meanwhile is refused, one of others is made', () => {
  const table = tableOf([entry(80), entry(81)]);
  const other = { ...commitOn(table, { put: [entry(80, { comment: 'theirs' })], remove: [] }) };
  table.apply(other, 3);
  const side = { family: 'v4tov4', listenAddress: '*' } as const;
  const planned = planChanges(
    table,
    {
      changes: [
        { op: 'delete', side: { ...side, listenPort: '80' } },
        { op: 'delete', side: { ...side, listenPort: '81' } },
        { op: 'reset' },
      ],
      stopAtFirst: false,
    },
    NO_SERVICES,
    [other],
  );
  expect(planned.answer).toMatchObject([
    {
      kind: 'refused',
      code: 'changed',
      detail: expect.stringContaining('by ada on gw1 meanwhile (revision 3)'),
    },
    { kind: 'done' },
    { kind: 'refused', code: 'changed' },
  ]);
  expect(planned.body).toEqual({ put: [], remove: ['v4tov4 * 81'] });
});

test('what no netsh writes is refused, with the reason', () => {
  const good = { id: 'a', parent: '', revision: 1, author: AUTHOR, put: [entry(1)], remove: [] };
  expect(parseCommit(fleetDocument(good))).toEqual(good);
  const bad: [object, string][] = [
    [{ ...good, format: 3 }, 'later netsh'],
    [{ ...good, id: 'a.b' }, 'no valid head'],
    [{ ...good, revision: 0 }, 'no valid head'],
    [{ ...good, author: { user: 'a\u001B[2J', machine: 'b' } }, 'no valid author'],
    [{ ...good, put: [{ ...entry(1), listenPort: '1 2' }] }, 'values that no netsh writes'],
    [{ ...good, put: [{ ...entry(1), comment: 'a\u0007' }] }, 'values that no netsh writes'],
    [{ ...good, put: [{ ...entry(1), mirror: {} }] }, 'values that no netsh writes'],
    [{ ...good, remove: [1] }, 'no valid keys'],
    [{ ...good, parts: [-1] }, 'no valid parts'],
  ];
  for (const [value, reason] of bad) expect(() => parseCommit(fleetDocument(value))).toThrow(reason);
  expect(() => parseCommit('{')).toThrow('not JSON');
});
