import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Counters, endKey } from '../../src/relay/entries/counters.ts';
import { failureReason } from '../../src/relay/tcp/endings.ts';
import { canonicalHost, hostAndPort, reachedAs } from '../../src/relay/common/host-address.ts';
import { Pool } from '../../src/relay/common/pool.ts';
import { retryPause } from '../../src/relay/common/timing.ts';
import { copyRead, keepCopy, readBuffer } from '../../src/relay/streams/read-buffer.ts';

describe('pauses between tries', () => {
  test('grow from a quarter of a second to half a minute', () => {
    expect([1, 2, 3, 4].map(retryPause)).toEqual([250, 500, 1_000, 2_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (failures) => {
        expect(retryPause(failures + 1)).toBeGreaterThanOrEqual(retryPause(failures));
        expect(retryPause(failures)).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});

function bufferPool(bytes: number): Pool<Buffer> {
  return new Pool<Buffer>(bytes, { make: (size) => Buffer.allocUnsafeSlow(size), free() {} });
}

describe('the pool of what is lent', () => {
  test('never holds more than it was given, and lends each buffer to one at a time', () => {
    const bytes = fc.integer({ min: 0, max: 8 << 20 });
    fc.assert(
      fc.property(bytes, fc.array(fc.boolean(), { maxLength: 200 }), (most, takes) => {
        const pool = bufferPool(most);
        const lent: Buffer[] = [];
        for (const take of takes) {
          const buffer = take ? pool.take() : undefined;
          if (buffer) {
            expect(lent.includes(buffer)).toBe(false);
            lent.push(buffer);
          } else if (!take && lent.length > 0) pool.give(lent.shift()!);
          expect(pool.lentBytes).toBe(lent.reduce((sum, { length }) => sum + length, 0));
          expect(pool.lentBytes).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('lends again what came back', () => {
    const pool = bufferPool(4 << 20);
    const first = pool.take()!;
    pool.give(first);
    expect(pool.take()).toBe(first);
  });

  test('makes another one for what is of no use any more, and frees what nobody holds', () => {
    const made: { readonly length: number }[] = [];
    const freed: unknown[] = [];
    const pool = new Pool<{ readonly length: number }>(2 << 20, {
      make(length) {
        made.push({ length });
        return made.at(-1)!;
      },
      free: (item) => void freed.push(item),
    });
    const first = pool.take()!;
    pool.discard(first);
    expect(freed).toEqual([first]);
    expect(pool.lentBytes).toBe(0);
    const second = pool.take()!;
    expect(second).not.toBe(first);
    pool.give(second);
    pool.trim();
    expect(freed).toEqual([first, second]);
    expect(pool.take()).toBe(made[2]);
  });
});

describe('copies of what was read', () => {
  test('kept ones stay as they are, whatever is read later', () => {
    const reads = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 65_536 }), keep: fc.boolean() }), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(reads, (all) => {
        const kept: { copy: Buffer; fill: number }[] = [];
        for (const [index, { bytes, keep }] of all.entries()) {
          const fill = (index + 1) % 251;
          readBuffer.fill(fill, 0, bytes);
          const copy = copyRead(bytes);
          expect(copy.length).toBe(bytes);
          expect(copy.equals(Buffer.alloc(bytes, fill))).toBe(true);
          if (!keep) continue;
          keepCopy();
          kept.push({ copy, fill });
        }
        for (const { copy, fill } of kept) expect(copy.equals(Buffer.alloc(copy.length, fill))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('addresses', () => {
  test('have one spelling', () => {
    expect(canonicalHost('0:0:0:0:0:0:0:1')).toBe('::1');
    expect(canonicalHost('FE80::1%eth0')).toBe('fe80::1%eth0');
    expect(canonicalHost('127.0.0.1')).toBe('127.0.0.1');
    expect(reachedAs('::ffff:10.0.0.1')).toEqual({ version: 4, host: '10.0.0.1' });
    expect(reachedAs('::1')).toEqual({ version: 6, host: '::1' });
    expect(hostAndPort('::1', 80)).toBe('[::1]:80');
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(canonicalHost(canonicalHost(address))).toBe(canonicalHost(address));
      }),
    );
  });
});

describe('end reasons', () => {
  test('have a key each', () => {
    expect(endKey({ by: 'backend', phase: 'connect', how: 'ECONNREFUSED' })).toBe(
      'backend connect ECONNREFUSED',
    );
    expect(failureReason('client', 'data', 'EPIPE')).toEqual({ by: 'client', phase: 'data', how: 'reset' });
    expect(failureReason('client', 'data', 'ETIMEDOUT').by).toBe('timeout');
    expect(failureReason('backend', 'data', 'EHOSTUNREACH').how).toBe('EHOSTUNREACH');
  });
});

describe('counters', () => {
  test('go on from a snapshot, without the connections that were live', () => {
    const counters = new Counters();
    counters.began();
    counters.began();
    counters.ended({ by: 'client', phase: 'data', how: 'closed' });
    counters.bytesUp += 5;
    counters.failed('It failed.');
    const { revision } = counters;
    counters.refused += 1;
    expect(counters.revision).toBeGreaterThan(revision);
    const snapshot = counters.snapshot();
    expect(snapshot).toMatchObject({
      connections: 1,
      connectionsTotal: 2,
      ends: { 'client data closed': 1 },
    });
    expect(new Counters(snapshot).snapshot()).toEqual({ ...snapshot, connections: 0 });
  });
});
