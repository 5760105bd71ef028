import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/portproxy/entry.ts';
import { entryKey } from '../../../src/portproxy/key.ts';
import type { ConnectionInfo, EntryCounters, EntryReport, RelaySample } from '../../../src/relay/relay.ts';
import { ENTRY_ROWS } from '../../../src/relay/rows.ts';
import { parseMessage } from '../../../src/service/contract/feed-message.ts';
import { FeedChanges } from '../../../src/service/server/feed-changes.ts';
import { FeedState } from '../../../src/service/server/feed-state.ts';
import type { FeedMessage } from '../../../src/service/contract/feed.ts';
import { stoppedStatus } from '../../../src/service/contract/status.ts';
import { FeedReader } from '../feed-reader.ts';

const STATES = ['listening', 'failed', 'disabled'] as const;
const MOST_CHANGES = 8;

/** The moment of a step, by both clocks; the beginning of neither is 0. */
function moment(step: number) {
  return { at: 7_000 + step * 100, now: 500 + step * 100 };
}

const AT = moment(0).at;

const port = fc.integer({ min: 1, max: 7 });
const id = fc.integer({ min: 1, max: 6 });
const moves = fc.uniqueArray(fc.record({ id, bytes: fc.nat() }), {
  maxLength: 5,
  selector: (move) => move.id,
});

/** What happens between two looks, and which readers can take a message then. */
const step = fc.record({
  /** Ports of the table, in its order. */
  table: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
  target: fc.constantFrom('10.0.0.1', 'name "quoted".example'),
  reports: fc.uniqueArray(
    fc.record({ port, bytes: fc.nat(), state: fc.constantFrom(...STATES), error: fc.boolean() }),
    { maxLength: 4, selector: (report) => report.port },
  ),
  counted: fc.uniqueArray(fc.record({ port, bytes: fc.nat() }), {
    maxLength: 5,
    selector: (each) => each.port,
  }),
  begun: moves,
  moved: moves,
  ended: fc.array(id, { maxLength: 3 }),
  full: fc.boolean(),
  ready: fc.tuple(fc.boolean(), fc.boolean()),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const LAST: Step = {
  table: [2, 1],
  target: '10.0.0.1',
  reports: [],
  counted: [],
  begun: [],
  moved: [],
  ended: [],
  full: false,
  ready: [true, true],
};

function entryOf(listenPort: number, connectAddress: string): Entry {
  return {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: String(listenPort),
    connectAddress,
    connectPort: '80',
    protocol: 'tcp',
  };
}

function countersOf(bytes: number, error: boolean): EntryCounters {
  return {
    connections: 1,
    connectionsTotal: 2,
    bytesUp: bytes,
    bytesDown: bytes * 2,
    errors: 3,
    refused: 4,
    denied: 6,
    ends: error ? { 'backend connect ECONNREFUSED': 1 } : {},
    ...(error && { lastError: { at: 5, text: 'No "answer".' } }),
  };
}

function infoOf({ id: number, bytes }: { id: number; bytes: number }, begun: number): ConnectionInfo {
  const phase = bytes % 2 === 0 ? 'connect' : 'data';
  const target = phase === 'connect' ? '' : '10.0.0.1:80';
  const times = { startedAt: begun, lastActiveAt: bytes };
  const rest = { phase, bytesUp: bytes, bytesDown: 0 } as const;
  return { id: number, entry: 'v4tov4 * 1', client: '[::1]:5', target, ...times, ...rest };
}

/** A relay that keeps the word of `Relay.sample`, and what is true of it. */
class Truth {
  /** By port. */
  readonly counters = new Map<number, EntryCounters>();
  readonly connections = new Map<number, ConnectionInfo>();
  readonly #numbers = new Map<number, number>();
  #last = 0;
  #begun = 0;

  sample({ table, reports, counted, begun, moved, ended, full }: Step, at = AT): RelaySample {
    for (const gone of this.counters.keys()) {
      if (!table.includes(gone)) this.counters.delete(gone);
    }
    for (const gone of this.#numbers.keys()) {
      if (!table.includes(gone)) this.#numbers.delete(gone);
    }
    // Another data plane numbers its entries and connections anew.
    if (full) {
      this.#numbers.clear();
      this.connections.clear();
      this.#last = 0;
    }
    const entries = reports.map((report) => this.#report(report, table));
    const told = new Set(reports.map((report) => report.port));
    const connections = begun.map((move) => {
      const info = infoOf(move, ++this.#begun);
      this.connections.set(info.id, info);
      return info;
    });
    const fresh = new Set(begun.map((move) => move.id));
    const sample = {
      full,
      entries,
      counted: Float64Array.from(counted.flatMap((each) => (told.has(each.port) ? [] : this.#count(each)))),
      connections,
      moved: Float64Array.from(moved.flatMap((move) => (fresh.has(move.id) ? [] : this.#move(move, at)))),
      ended,
      recent: [],
      missed: 0,
    };
    for (const gone of ended) this.connections.delete(gone);
    return sample;
  }

  #report({ port: of, bytes, state, error }: Step['reports'][number], table: readonly number[]): EntryReport {
    const counters = countersOf(bytes, error);
    // One that was removed in the meantime is spoken of once more.
    if (table.includes(of)) this.counters.set(of, counters);
    const number = this.#numbers.get(of) ?? ++this.#last;
    this.#numbers.set(of, number);
    const status = state === 'failed' ? { state, reason: `Port ${of} is "taken".` } : { state };
    return { id: `v4tov4 * ${of}`, number, status, counters };
  }

  #count({ port: of, bytes }: Step['counted'][number]): number[] {
    const number = this.#numbers.get(of);
    const before = this.counters.get(of);
    if (number === undefined || !before) return [];
    const now = {
      connections: 9,
      connectionsTotal: 10,
      bytesUp: bytes,
      bytesDown: bytes * 3,
      refused: 5,
      denied: 7,
    };
    this.counters.set(of, { ...before, ...now });
    return [number, ...ENTRY_ROWS.numbers(now)];
  }

  #move({ id: of, bytes }: Step['moved'][number], at: number): number[] {
    const before = this.connections.get(of);
    if (!before) return [];
    const now = { lastActiveAt: at - bytes, bytesUp: bytes, bytesDown: bytes * 2 };
    this.connections.set(of, { ...before, ...now, phase: 'half-closed' });
    return [of, bytes, 2, bytes, bytes * 2];
  }
}

test('readers that miss messages know the same as those that do not', () => {
  const noStatus = { state: 'stopped', reason: 'Not yet.' } as const;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const state = new FeedState();
      const truth = new Truth();
      const readers = [0, 1].map(() => ({ changes: new FeedChanges(true), read: new FeedReader(nothing) }));
      for (const [index, now] of [...steps, LAST].entries()) {
        const when = moment(index);
        const { table, target, ready } = now;
        const changes = new FeedChanges();
        state.takeTable(
          table.map((each) => entryOf(each, target)),
          () => noStatus,
          changes,
        );
        state.takeSample(truth.sample(now, when.at), changes, when.now);
        for (const [which, reader] of readers.entries()) {
          reader.changes.merge(changes, MOST_CHANGES);
          if (!ready[which]) continue;
          const encoded = state.message(reader.changes, when, stoppedStatus('/home', 0));
          const line = encoded.line.toString();
          expect(line.endsWith('}\n')).toBe(true);
          const message = parseMessage(line);
          expect(message).toEqual(JSON.parse(JSON.stringify(encoded.message)));
          expectNothingTwice(message);
          // In process and over the wire in turn.
          reader.read.take(which === 0 ? encoded.message : message);
          reader.changes = new FeedChanges();
          expect([...reader.read.entries.keys()]).toEqual(table.map((each) => entryKey(entryOf(each, ''))));
          const told = Array.from(reader.read.entries.values(), ({ counters }) => counters);
          expect(told).toEqual(table.map((each) => truth.counters.get(each)));
          expect(byId(reader.read.connections)).toEqual(byId(truth.connections));
        }
      }
      const end = moment(steps.length);
      const whole = state.message(new FeedChanges(true), end, stoppedStatus('/home', 0)).message;
      if (whole.kind !== 'snapshot') throw new Error('It is no snapshot.');
      for (const { read } of readers) expect([...read.entries.values()]).toEqual(whole.entries);
      const counts = Object.values(state.states).reduce((sum, count) => sum + count, 0);
      expect(counts).toBe(whole.entries.length);
    }),
  );
});

test('a data plane that stands in for another numbers the entries anew', () => {
  const state = new FeedState();
  const truth = new Truth();
  const read = new FeedReader(nothing);
  const report = (of: number) => ({ port: of, bytes: of, state: 'listening', error: false }) as const;
  const counted = [1, 2].map((of) => ({ port: of, bytes: 50 + of }));
  for (const now of [
    { ...LAST, full: true, reports: [report(1), report(2)] },
    { ...LAST, full: true, reports: [report(2), report(1)] },
    { ...LAST, counted },
  ]) {
    const changes = new FeedChanges();
    state.takeTable([entryOf(1, 'a'), entryOf(2, 'a')], () => ({ state: 'listening' }), changes);
    state.takeSample(truth.sample(now), changes, moment(0).now);
    read.take(state.message(changes, moment(0), stoppedStatus('/home', 0)).message);
  }
  expect(Array.from(read.entries.values(), (entry) => entry.counters?.bytesUp)).toEqual([51, 52]);
});

test('a message that waits for its reader tells what was true when it was made', () => {
  const state = new FeedState();
  const truth = new Truth();
  const begun = {
    ...LAST,
    begun: [{ id: 1, bytes: 3 }],
    reports: [{ port: 1, bytes: 3, state: 'listening', error: false }],
  } satisfies Step;
  const changes = new FeedChanges();
  state.takeTable([entryOf(1, 'a')], () => ({ state: 'listening' }), changes);
  state.takeSample(truth.sample(begun), changes, moment(0).now);
  const first = state.message(new FeedChanges(true), moment(0), stoppedStatus('/home', 0));
  const was = JSON.stringify(first.message);
  const moved = { ...LAST, moved: [{ id: 1, bytes: 8 }], counted: [{ port: 1, bytes: 8 }] };
  const later = new FeedChanges();
  state.takeSample(truth.sample(moved), later, moment(0).now);
  const second = state.message(later, moment(1), stoppedStatus('/home', 0));
  const then = JSON.stringify(second.message);
  expect(JSON.parse(then)).toMatchObject({
    entries: [],
    counted: { keys: ['v4tov4 * 1'], numbers: [9, 10, 8, 24, 5] },
    connections: [],
    moved: [1, 108, 2, 8, 16],
  });
  state.takeSample(
    truth.sample({ ...moved, moved: [{ id: 1, bytes: 9 }], counted: [{ port: 1, bytes: 9 }] }),
    later,
    moment(1).now,
  );
  expect(first.line.toString()).toBe(`${was}\n`);
  expect(second.line.toString()).toBe(`${then}\n`);
});

/** What is told whole is not told in numbers as well. */
function expectNothingTwice(message: FeedMessage): void {
  if (message.kind !== 'difference') return;
  const whole = new Set(message.entries.map(entryKey));
  expect(message.counted.keys.filter((key) => whole.has(key))).toEqual([]);
  const ids = message.moved.filter((_, index) => index % 5 === 0);
  const told = [...message.connections.map((info) => info.id), ...message.ended, ...ids];
  expect(told).toHaveLength(new Set(told).size);
}

function byId(connections: ReadonlyMap<number, ConnectionInfo>): ConnectionInfo[] {
  return [...connections.values()].toSorted((one, other) => one.id - other.id);
}

async function* nothing() {}
