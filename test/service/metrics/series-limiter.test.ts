import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntryCounters } from '../../../src/relay/relay.ts';
import type { ListedEntry } from '../../../src/service/contract/status.ts';
import { SeriesLimiter } from '../../../src/service/metrics/series-limiter.ts';

const NONE: EntryCounters = {
  connections: 0,
  connectionsTotal: 0,
  bytesUp: 0,
  bytesDown: 0,
  errors: 0,
  refused: 0,
  denied: 0,
  ends: {},
};

function entry(port: number, counters: Partial<EntryCounters> = {}): ListedEntry {
  return {
    family: 'v4tov4',
    listenAddress: '*',
    listenPort: String(port),
    connectAddress: '10.0.0.5',
    connectPort: '80',
    protocol: 'tcp',
    state: 'listening',
    counters: { ...NONE, ...counters },
  };
}

function ports(entries: readonly ListedEntry[]): string[] {
  return entries.map(({ listenPort }) => listenPort);
}

describe('which entries have series of their own', () => {
  test('the first of the table do, all others are counted together', () => {
    const limiter = new SeriesLimiter(2);
    const { own, others } = limiter.take([
      entry(1),
      entry(2),
      entry(3, { bytesUp: 5, connections: 1, ends: { 'client data closed': 2 } }),
      entry(4, { bytesUp: 7, connections: 2, ends: { 'client data closed': 1, 'backend data reset': 4 } }),
    ]);
    expect(ports(own)).toEqual(['1', '2']);
    expect(others).toMatchObject({ count: 2, connections: 3, totals: { bytesUp: 12 } });
    expect([...others.totals.ends]).toEqual([
      ['client data closed', 3],
      ['backend data reset', 4],
    ]);
  });

  test('a place that becomes free goes to an entry that is new, never to one that was counted with others', () => {
    const limiter = new SeriesLimiter(1);
    limiter.take([entry(1), entry(2, { bytesUp: 10 })]);
    const after = limiter.take([entry(2, { bytesUp: 15 }), entry(3)]);
    expect(ports(after.own)).toEqual(['3']);
    expect(after.others.totals.bytesUp).toBe(15);
  });

  test('what deleted entries had carried stays in the sum, and a counter that began again adds to it', () => {
    const limiter = new SeriesLimiter(0);
    limiter.take([entry(1, { bytesDown: 100 }), entry(2, { bytesDown: 50 })]);
    limiter.take([entry(2, { bytesDown: 60 })]);
    const { others } = limiter.take([entry(1, { bytesDown: 3 }), entry(2, { bytesDown: 7 })]);
    expect(others.totals.bytesDown).toBe(100 + 60 + 3 + 7);
  });

  test('whatever comes and goes: no more series than allowed, and no sum goes back', () => {
    const looks = fc.array(
      fc.uniqueArray(fc.record({ port: fc.integer({ min: 1, max: 8 }), bytes: fc.nat(1000) }), {
        selector: ({ port }) => port,
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.nat(4), looks, (most, all) => {
        const limiter = new SeriesLimiter(most);
        let last = 0;
        for (const look of all) {
          const { own, others } = limiter.take(
            look.map(({ port, bytes }) => entry(port, { bytesUp: bytes })),
          );
          expect(own.length).toBeLessThanOrEqual(most);
          expect(own.length + others.count).toBe(look.length);
          expect(others.totals.bytesUp).toBeGreaterThanOrEqual(last);
          last = others.totals.bytesUp;
        }
      }),
    );
  });
});
