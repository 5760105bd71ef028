import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pool } from '../../../src/relay/common/pool.ts';

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
