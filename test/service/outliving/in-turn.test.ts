import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inTurn } from '../../../src/service/outliving/in-turn.ts';
import type { RelayEntry } from '../../../src/relay/relay.ts';

const host = { kind: 'every' } as const;

function entryAt(id: number, from: number, to: number): RelayEntry {
  const side = { version: 4, host, ports: { from, to } } as const;
  return { id: String(id), label: String(id), protocol: 'tcp', listen: side, targets: [side] };
}

const spans = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 20 })), {
  maxLength: 60,
});

test('each entry is in one part, in its order, and no port is in two', () => {
  fc.assert(
    fc.property(spans, fc.integer({ min: 1, max: 30 }), (list, atOnce) => {
      const entries = list.map(([from, more], index) => entryAt(index, from, from + more));
      const parts = inTurn(entries, atOnce);
      expect(parts.flat().length).toBe(entries.length);
      const partOf = new Map<number, number>();
      for (const [number, part] of parts.entries()) {
        const places = part.map((entry) => entries.indexOf(entry));
        expect(places).toEqual(places.toSorted((one, other) => one - other));
        for (const { listen } of part)
          for (let port = listen.ports.from; port <= listen.ports.to; port += 1) {
            expect(partOf.get(port) ?? number).toBe(number);
            partOf.set(port, number);
          }
      }
    }),
  );
});

test('a small table changes at once, a large one in turns', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, index) => entryAt(index, 8000 + index, 8000 + index));
  expect(inTurn(entries(64))).toHaveLength(1);
  expect(inTurn(entries(640))).toHaveLength(10);
});
