import { expect, test } from 'vitest';
import { EntryRecord } from '../../../src/relay/entries/entry-record.ts';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import type { TargetSet } from '../../../src/relay/targets/target-set.ts';
import { entry } from '../support/entries.ts';

const CLIENT = { clientAddress: '10.0.0.9' };
const NAMES = ['a.example:80', 'b.example:80', 'c.example:80'] as const;

function spec(connect: readonly [string, ...string[]], more: Partial<RelayEntry> = {}): RelayEntry {
  return { ...entry({ id: 'x', listen: '*:80-82', connect }), ...more };
}

function targetsOf(record: EntryRecord): TargetSet {
  if (!record.targets) throw new Error('The entry has no choice of targets.');
  return record.targets;
}

/** Who is chosen for so many clients whose connections end at once. */
function chosen(set: TargetSet, count: number, listenPort = 80): (string | undefined)[] {
  return Array.from({ length: count }, () => {
    const target = set.choose(listenPort, CLIENT);
    if (target) set.left(target);
    return target?.text.slice(0, 1);
  });
}

test('an entry with one target that is not checked has nothing to choose', () => {
  expect(new EntryRecord(spec(['a.example:80'])).targets).toBeUndefined();
  const checked = spec(['a.example:80'], { choice: { balance: 'first', checkMs: 1_000 } });
  expect(targetsOf(new EntryRecord(checked)).targets).toHaveLength(1);
});

test('a target that fails is passed over; when all fail, and only then, they are taken all the same', () => {
  const set = targetsOf(new EntryRecord(spec(NAMES)));
  const [a, b, c] = set.targets;
  set.failed(a!, 80, 'ECONNREFUSED');
  expect(chosen(set, 2)).toEqual(['b', 'b']);
  set.failed(b!, 80, 'ETIMEDOUT');
  set.failed(c!, 80, 'ECONNREFUSED');
  expect(chosen(set, 1)).toEqual(['a']);
  expect(set.choose(80, CLIENT, [a!])?.text).toBe('b.example:80');
  expect(set.choose(80, CLIENT, [a!, b!, c!])).toBeUndefined();
  set.answered(c!, 80);
  expect(chosen(set, 1)).toEqual(['c']);
});

test('errors of the relay itself, and rules, say nothing of a target', () => {
  const set = targetsOf(new EntryRecord(spec(NAMES)));
  for (const code of ['EMFILE', 'ENFILE', 'denied', 'ELOOP']) set.failed(set.targets[0]!, 80, code);
  expect(set.statuses[0]).toEqual({ target: 'a.example:80', state: 'untried', connections: 0 });
});

test('roundrobin goes on in turn past one that fails, leastconnections counts what is open', () => {
  const record = new EntryRecord(spec(NAMES, { choice: { balance: 'roundrobin', checkMs: 0 } }));
  const set = targetsOf(record);
  expect(chosen(set, 4)).toEqual(['a', 'b', 'c', 'a']);
  set.failed(set.targets[1]!, 80, 'ECONNREFUSED');
  expect(chosen(set, 4)).toEqual(['c', 'a', 'c', 'a']);
  record.set(spec(NAMES, { choice: { balance: 'leastconnections', checkMs: 0 } }));
  const open = [set.choose(80, CLIENT), set.choose(80, CLIENT)];
  expect(new Set(open.map((target) => target?.text))).toEqual(new Set(['a.example:80', 'c.example:80']));
  set.left(open[0]!);
  expect(set.choose(80, CLIENT)).toBe(open[0]);
});

test('of a range each port is judged by itself', () => {
  const connect = ['a.example:90-92', 'b.example:70'] as const;
  const set = targetsOf(new EntryRecord(spec(connect)));
  set.failed(set.targets[0]!, 81, 'ECONNREFUSED');
  expect([80, 81, 82].map((port) => chosen(set, 1, port)[0])).toEqual(['a', 'b', 'a']);
  expect(set.statuses[0]).toMatchObject({
    target: 'a.example:90-92',
    state: 'down',
    ports: [91],
    reason: 'port 91: nothing listens there (ECONNREFUSED)',
  });
  set.answered(set.targets[0]!, 81);
  expect(set.statuses[0]).toMatchObject({ state: 'up' });
});

test('what is known of targets is kept by a change, and for another data plane', () => {
  const record = new EntryRecord(spec(NAMES));
  const set = targetsOf(record);
  set.failed(set.targets[0]!, 80, 'ECONNREFUSED');
  set.answered(set.targets[1]!, 80);
  set.choose(80, CLIENT);
  record.set(spec(['c.example:80', 'a.example:80', 'd.example:80']));
  expect(set.statuses.map(({ target, state }) => [target, state])).toEqual([
    ['c.example:80', 'untried'],
    ['a.example:80', 'down'],
    ['d.example:80', 'untried'],
  ]);
  const next = new EntryRecord(spec(NAMES), structuredClone(new EntryRecord(spec(NAMES)).report.counters));
  expect(targetsOf(next).statuses[0]?.state).toBe('untried');
  const { counters } = structuredClone(record.report);
  const heir = targetsOf(new EntryRecord(record.spec, counters));
  const [, before] = set.statuses;
  const [, after] = heir.statuses;
  expect(after).toMatchObject({ state: 'down', reason: before?.reason, failures: 1, connections: 0 });
  expect(Math.abs((after?.since ?? 0) - (before?.since ?? Infinity))).toBeLessThan(5);
  // Live connections have ended with the other one.
  expect(heir.statuses.every(({ connections }) => connections === 0)).toBe(true);
  record.set(spec(['c.example:80']));
  expect(record.report.counters.targets).toBeUndefined();
});

test('without a watcher a client tries one that has failed when its pause is over, and only one does', () => {
  const before = new EntryRecord(spec(NAMES));
  targetsOf(before).failed(targetsOf(before).targets[0]!, 80, 'ECONNREFUSED');
  // Another data plane tries it at once.
  const set = targetsOf(new EntryRecord(spec(NAMES), before.report.counters));
  expect(chosen(set, 3)).toEqual(['a', 'b', 'b']);
  expect(set.statuses[0]).toMatchObject({ state: 'down', failures: 2 });
});
