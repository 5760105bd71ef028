import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, entryKey } from '../../src/portproxy/entry.ts';
import type { ConnectionInfo, EntryReport, RelaySample } from '../../src/relay/relay.ts';
import { parseMessage } from '../../src/service/feed-message.ts';
import { FeedNews } from '../../src/service/feed-news.ts';
import { FeedPicture } from '../../src/service/feed-picture.ts';
import { stoppedStatus } from '../../src/service/offline.ts';
import { FeedPicture as ReadPicture } from './feed-reader.ts';

const STATES = ['listening', 'failed', 'disabled'] as const;
const MOST_NEWS = 8;

/** What happens between two looks, and which readers can take a message then. */
const step = fc.record({
  /** Ports of the table, in its order. */
  table: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
  target: fc.constantFrom('10.0.0.1', 'name "quoted".example'),
  reports: fc.array(
    fc.record({
      port: fc.integer({ min: 1, max: 7 }),
      bytes: fc.nat(),
      state: fc.constantFrom(...STATES),
      error: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  moved: fc.array(fc.record({ id: fc.integer({ min: 1, max: 6 }), bytes: fc.nat() }), { maxLength: 5 }),
  ended: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
  full: fc.boolean(),
  ready: fc.tuple(fc.boolean(), fc.boolean()),
});

function entryOf(port: number, connectAddress: string): Entry {
  return {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: String(port),
    connectAddress,
    connectPort: '80',
    protocol: 'tcp',
  };
}

function reportOf({
  port,
  bytes,
  state,
  error,
}: {
  port: number;
  bytes: number;
  state: 'listening' | 'failed' | 'disabled';
  error: boolean;
}): EntryReport {
  return {
    id: `v4tov4 * ${port}`,
    status: state === 'failed' ? { state, reason: `Port ${port} is "taken".` } : { state },
    counters: {
      connections: 1,
      connectionsTotal: 2,
      bytesUp: bytes,
      bytesDown: bytes * 2,
      errors: 3,
      refused: 4,
      ends: error ? { 'backend connect ECONNREFUSED': 1 } : {},
      ...(error && { lastError: { at: 5, text: 'No "answer".' } }),
    },
  };
}

function infoOf({ id, bytes }: { id: number; bytes: number }): ConnectionInfo {
  const phase = bytes % 2 === 0 ? 'connect' : 'data';
  const target = phase === 'connect' ? '' : '10.0.0.1:80';
  const times = { startedAt: 1, lastActiveAt: bytes };
  return {
    id,
    entry: 'v4tov4 * 1',
    client: '[::1]:5',
    target,
    ...times,
    phase,
    bytesUp: bytes,
    bytesDown: 0,
  };
}

test('readers that miss messages draw the same picture as those that do not', () => {
  const noStatus = { state: 'stopped', reason: 'Not yet.' } as const;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const picture = new FeedPicture();
      const readers = [0, 1].map(() => ({ news: new FeedNews(true), read: new ReadPicture(nothing) }));
      const last = {
        table: [2, 1],
        target: 'end',
        reports: [],
        moved: [],
        ended: [],
        full: false,
        ready: [true, true],
      };
      for (const { table, target, reports, moved, ended, full, ready } of [...steps, last]) {
        const news = new FeedNews();
        const sample: RelaySample = {
          full,
          entries: reports.map(reportOf),
          connections: moved.map(infoOf),
          ended,
        };
        picture.takeTable(
          table.map((port) => entryOf(port, target)),
          () => noStatus,
          news,
        );
        picture.takeSample(sample, news);
        for (const [index, reader] of readers.entries()) {
          reader.news.merge(news, MOST_NEWS);
          if (!ready[index]) continue;
          const parcel = picture.parcel(reader.news, 7, stoppedStatus('/home', 0));
          const line = parcel.line.toString();
          expect(line.endsWith('}\n')).toBe(true);
          expect(parseMessage(line)).toEqual(JSON.parse(JSON.stringify(parcel.message)));
          reader.read.take(parcel.message);
          reader.news = new FeedNews();
          expect([...reader.read.entries.keys()]).toEqual(table.map((port) => entryKey(entryOf(port, ''))));
        }
      }
      const whole = picture.parcel(new FeedNews(true), 7, stoppedStatus('/home', 0)).message;
      if (whole.kind !== 'snapshot') throw new Error('It is no snapshot.');
      for (const { read } of readers) {
        expect([...read.entries.values()]).toEqual(whole.entries);
        expect([...read.connections.values()].toSorted(byId)).toEqual(whole.connections.toSorted(byId));
      }
      const counts = Object.values(picture.states).reduce((sum, count) => sum + count, 0);
      expect(counts).toBe(whole.entries.length);
    }),
  );
});

function byId(one: ConnectionInfo, other: ConnectionInfo): number {
  return one.id - other.id;
}

async function* nothing() {}
