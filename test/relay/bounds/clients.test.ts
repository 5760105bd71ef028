import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Clients } from '../../../src/relay/bounds/clients.ts';
import type { EntryBounds } from '../../../src/relay/relay.ts';

const NONE: EntryBounds = { maxConnections: 0, maxPerClient: 0, newPerClient: undefined, bytesPerSecond: 0 };

test('a client has as many connections as it may, and one more when one has ended', () => {
  const clients = new Clients();
  const bounds = { ...NONE, maxPerClient: 2 };
  expect([1, 2, 3].map(() => clients.begin(7, bounds, 0))).toEqual([undefined, undefined, 'maxperclient']);
  expect(clients.begin(8, bounds, 0)).toBeUndefined();
  clients.end(7);
  expect(clients.begin(7, bounds, 0)).toBeUndefined();
  expect(clients.of(7)).toBe(2);
});

test('connections from before count, however many they are', () => {
  const clients = new Clients();
  for (let count = 0; count < 3; count++) clients.add(7);
  expect(clients.begin(7, { ...NONE, maxPerClient: 3 }, 0)).toBe('maxperclient');
});

test('a client makes so many at once, and gets one back after its part of the time', () => {
  const clients = new Clients();
  const bounds = { ...NONE, newPerClient: { count: 20, perMs: 10_000 } };
  const begin = (now: number): boolean => clients.begin(7, bounds, now) === undefined;
  for (let count = 0; count < 20; count++) expect(begin(0)).toBe(true);
  expect(begin(0)).toBe(false);
  expect(begin(499)).toBe(false);
  expect(begin(501)).toBe(true);
  expect(begin(502)).toBe(false);
  expect(begin(1_001)).toBe(true);
});

test('over any time a client makes its part of it and one allowance at the most; those refused take nothing', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 50 }), (pauses, count) => {
      const clients = new Clients();
      const bounds = { ...NONE, newPerClient: { count, perMs: 10_000 } };
      const made: number[] = [];
      let now = 0;
      for (const pause of pauses) {
        now += pause;
        if (clients.begin(7, bounds, now) === undefined) made.push(now);
      }
      for (const [first, from] of made.entries()) {
        for (const [last, to] of made.entries()) {
          if (last < first) continue;
          const most = count + ((to - from) * count) / 10_000 + 0.02;
          if (last - first + 1 > most) return false;
        }
      }
      return true;
    }),
  );
});

test('clients from ever new networks are forgotten; memory stays bounded', () => {
  const clients = new Clients();
  const bounds = { ...NONE, newPerClient: { count: 5, perMs: 3_600_000 } };
  for (let network = 0n; network < 100_000n; network++) {
    expect(clients.begin(network, bounds, Number(network) / 1_000)).toBeUndefined();
    clients.end(network);
  }
  expect(clients.remembered).toBe(16_384);
});

test('those whose allowance is whole again are not remembered', () => {
  const clients = new Clients();
  const bounds = { ...NONE, newPerClient: { count: 5, perMs: 1_000 } };
  for (let client = 0; client < 1_000; client++) clients.begin(client, bounds, client * 10);
  expect(clients.remembered).toBeLessThan(200);
});
