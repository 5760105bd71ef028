import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLoop } from '../../../src/relay/listening/loops.ts';

/** Entries by number; each sends what arrives on to the ones listed. */
const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 8, maxLength: 8 });

test('a way is found exactly where following the edges leads back', () => {
  fc.assert(
    fc.property(graph, fc.nat(7), (edges, start) => {
      const reached = new Set<number>();
      const open = [...edges[start]!];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(...edges[next]!);
      }
      const way = findLoop({ entry: start, port: 1 }, ({ entry }) =>
        edges[entry]!.map((next) => ({ entry: next, port: 1 })),
      );
      expect(way !== undefined).toBe(reached.has(start));
      // The way is one: each entry sends on to the next, the last one to the start.
      for (const [index, entry] of [start, ...(way ?? [])].entries()) {
        if (way) expect(edges[entry]).toContain(way[index] ?? start);
      }
    }),
  );
});

test('a range that is shifted along itself leads out in the end', () => {
  const shifted = findLoop({ entry: 'range', port: 100 }, ({ entry, port }) =>
    port < 110 ? [{ entry, port: port + 1 }] : [],
  );
  expect(shifted).toBeUndefined();
});
