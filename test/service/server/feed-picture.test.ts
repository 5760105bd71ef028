import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry } from '../../../src/portproxy/entry.ts';
import { entryKey } from '../../../src/portproxy/key.ts';
import type { ConnectionInfo, EntryCounters, EntryReport, RelaySample } from '../../../src/relay/relay.ts';
import { parseMessage } from '../../../src/service/contract/feed-message.ts';
import { FeedNews } from '../../../src/service/server/feed-news.ts';
import { FeedPicture } from '../../../src/service/server/feed-picture.ts';
import type { FeedMessage } from '../../../src/service/contract/feed.ts';
import { stoppedStatus } from '../../../src/service/contract/status.ts';
import { FeedPicture as ReadPicture } from '../feed-reader.ts';

const STATES = ['listening', 'failed', 'disabled'] as const;
const MOST_NEWS = 8;
const AT = 7_000;

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

  sample({ table, reports, counted, begun, moved, ended, full }: Step): RelaySample {
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
      moved: Float64Array.from(moved.flatMap((move) => (fresh.has(move.id) ? [] : this.#move(move)))),
      ended,
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
    const now = { connections: 9, connectionsTotal: 10, bytesUp: bytes, bytesDown: bytes * 3, refused: 5 };
    this.counters.set(of, { ...before, ...now });
    return [number, ...Object.values(now)];
  }

  #move({ id: of, bytes }: Step['moved'][number]): number[] {
    const before = this.connections.get(of);
    if (!before) return [];
    const now = { lastActiveAt: bytes, bytesUp: bytes, bytesDown: bytes * 2 };
    this.connections.set(of, { ...before, ...now, phase: 'half-closed' });
    return [of, bytes, 2, bytes, bytes * 2];
  }
}

test('readers that miss messages draw the same picture as those that do not', () => {
  const noStatus = { state: 'stopped', reason: 'Not yet.' } as const;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const picture = new FeedPicture();
      const truth = new Truth();
      const readers = [0, 1].map(() => ({ news: new FeedNews(true), read: new ReadPicture(nothing) }));
      for (const now of [...steps, LAST]) {
        const { table, target, ready } = now;
        const news = new FeedNews();
        picture.takeTable(
          table.map((each) => entryOf(each, target)),
          () => noStatus,
          news,
        );
        picture.takeSample(truth.sample(now), news);
        for (const [index, reader] of readers.entries()) {
          reader.news.merge(news, MOST_NEWS);
          if (!ready[index]) continue;
          const parcel = picture.parcel(reader.news, AT, stoppedStatus('/home', 0));
          const line = parcel.line.toString();
          expect(line.endsWith('}\n')).toBe(true);
          const message = parseMessage(line);
          expect(message).toEqual(JSON.parse(JSON.stringify(parcel.message)));
          expectNothingTwice(message);
          // In process and over the wire in turn.
          reader.read.take(index === 0 ? parcel.message : message);
          reader.news = new FeedNews();
          expect([...reader.read.entries.keys()]).toEqual(table.map((each) => entryKey(entryOf(each, ''))));
          const told = Array.from(reader.read.entries.values(), ({ counters }) => counters);
          expect(told).toEqual(table.map((each) => truth.counters.get(each)));
          expect(byId(reader.read.connections)).toEqual(byId(truth.connections));
        }
      }
      const whole = picture.parcel(new FeedNews(true), AT, stoppedStatus('/home', 0)).message;
      if (whole.kind !== 'snapshot') throw new Error('It is no snapshot.');
      for (const { read } of readers) expect([...read.entries.values()]).toEqual(whole.entries);
      const counts = Object.values(picture.states).reduce((sum, count) => sum + count, 0);
      expect(counts).toBe(whole.entries.length);
    }),
  );
});

test('a data plane that stands in for another numbers the entries anew', () => {
  const picture = new FeedPicture();
  const truth = new Truth();
  const read = new ReadPicture(nothing);
  const report = (of: number) => ({ port: of, bytes: of, state: 'listening', error: false }) as const;
  const counted = [1, 2].map((of) => ({ port: of, bytes: 50 + of }));
  for (const now of [
    { ...LAST, full: true, reports: [report(1), report(2)] },
    { ...LAST, full: true, reports: [report(2), report(1)] },
    { ...LAST, counted },
  ]) {
    const news = new FeedNews();
    picture.takeTable([entryOf(1, 'a'), entryOf(2, 'a')], () => ({ state: 'listening' }), news);
    picture.takeSample(truth.sample(now), news);
    read.take(picture.parcel(news, AT, stoppedStatus('/home', 0)).message);
  }
  expect(Array.from(read.entries.values(), (entry) => entry.counters?.bytesUp)).toEqual([51, 52]);
});

test('a message that waits for its reader tells what was true when it was made', () => {
  const picture = new FeedPicture();
  const truth = new Truth();
  const begun = {
    ...LAST,
    begun: [{ id: 1, bytes: 3 }],
    reports: [{ port: 1, bytes: 3, state: 'listening', error: false }],
  } satisfies Step;
  const news = new FeedNews();
  picture.takeTable([entryOf(1, 'a')], () => ({ state: 'listening' }), news);
  picture.takeSample(truth.sample(begun), news);
  const first = picture.parcel(new FeedNews(true), AT, stoppedStatus('/home', 0));
  const was = JSON.stringify(first.message);
  const moved = { ...LAST, moved: [{ id: 1, bytes: 8 }], counted: [{ port: 1, bytes: 8 }] };
  const later = new FeedNews();
  picture.takeSample(truth.sample(moved), later);
  const second = picture.parcel(later, AT, stoppedStatus('/home', 0));
  const then = JSON.stringify(second.message);
  expect(JSON.parse(then)).toMatchObject({
    entries: [],
    counted: { keys: ['v4tov4 * 1'], numbers: [9, 10, 8, 24, 5] },
    connections: [],
    moved: [1, AT - 8, 2, 8, 16],
  });
  picture.takeSample(
    truth.sample({ ...moved, moved: [{ id: 1, bytes: 9 }], counted: [{ port: 1, bytes: 9 }] }),
    later,
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
