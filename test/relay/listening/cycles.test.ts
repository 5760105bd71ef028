import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Found, type Onward, search, wayBack } from '../../../src/relay/listening/cycles.ts';

/** Places by number; each leads to the ones listed. */
const graph = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 8, maxLength: 8 });

test('a search reaches what edges lead to, and finds exactly the places that lead back to themselves', () => {
  fc.assert(
    fc.property(graph, fc.uniqueArray(fc.nat(7), { minLength: 1 }), (edges, starts) => {
      const onward: Onward<number> = (node) => edges[node]!;
      const { reached, cycles } = found(starts, onward);
      const all = new Set([...starts, ...starts.flatMap((start) => [...following(start, edges)])]);
      expect(new Set(reached.keys())).toEqual(all);
      const leadBack = [...all].filter((node) => following(node, edges).has(node));
      expect(new Set(cycles.flatMap((cycle) => [...cycle]))).toEqual(new Set(leadBack));
      expect(cycles.reduce((sum, { size }) => sum + size, 0)).toBe(leadBack.length);
      // The way back is one: each place leads to the next, the last one to the first.
      for (const cycle of cycles) {
        for (const node of cycle) {
          const way = wayBack(node, cycle, onward);
          expect(new Set(way).size).toBe(way.length);
          for (const [index, from] of [node, ...way].entries())
            expect(edges[from]).toContain(way[index] ?? node);
        }
      }
    }),
  );
});

test('ways of a million steps are followed to their end', () => {
  const onward: Onward<number> = (node) => (node < 1_000_000 ? [node + 1] : []);
  expect(found([1], onward)).toMatchObject({ cycles: [] });
  const ring = found([1], (node) => [(node % 1_000_000) + 1]);
  expect(ring.cycles.map(({ size }) => size)).toEqual([1_000_000]);
});

function found(starts: readonly number[], onward: Onward<number>): Found<number> {
  return run(search(starts, onward));
}

function run<Result>(steps: Iterator<undefined, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Returns all places behind this one. */
function following(start: number, edges: readonly (readonly number[])[]): Set<number> {
  const reached = new Set<number>();
  const open = [...edges[start]!];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...edges[next]!);
  }
  return reached;
}
