import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONNECTION_ROWS, ENTRY_COLUMNS, ENTRY_ROWS, PHASES } from '../../src/relay/rows.ts';

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const counters = fc.record({
  connections: count,
  connectionsTotal: count,
  bytesUp: count,
  bytesDown: count,
  refused: count,
  denied: count,
});
const movement = fc.record({
  idleMs: count,
  phase: fc.constantFrom(...PHASES),
  bytesUp: count,
  bytesDown: count,
});

test('numbers of entries come out of a row as they went in', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(count, counters)), counters, (items, before) => {
      const rows = ENTRY_ROWS.pack(
        items,
        ([id]) => id,
        ([, values]) => values,
      );
      expect(rows).toHaveLength(items.length * ENTRY_ROWS.size);
      for (const [index, [id, values]] of items.entries()) {
        const at = index * ENTRY_ROWS.size;
        expect(rows[at]).toBe(id);
        expect(ENTRY_ROWS.patch({ ...before, errors: 7 }, rows, at + 1)).toEqual({ ...values, errors: 7 });
        expect(ENTRY_ROWS.read(rows, at + 1)).toEqual(ENTRY_ROWS.numbers(values));
      }
    }),
  );
});

test('a connection is told with an age that grows until it is told, and a phase that is a word again', () => {
  fc.assert(
    fc.property(movement, fc.nat({ max: 10_000 }), (values, laterMs) => {
      const [id = 0, ...numbers] = CONNECTION_ROWS.pack(
        [values],
        () => 17,
        (each) => each,
      );
      const told: number[] = [];
      CONNECTION_ROWS.tell(numbers, told, laterMs);
      expect(id).toBe(17);
      expect(CONNECTION_ROWS.patch(values, numbers, 0)).toEqual(values);
      expect(told).toEqual([
        values.idleMs + laterMs,
        PHASES.indexOf(values.phase),
        values.bytesUp,
        values.bytesDown,
      ]);
    }),
  );
});

test('only numbers that can be values of their columns fit', () => {
  expect(CONNECTION_ROWS.fits([12, 1, 2560, 45_105], 0)).toBe(true);
  expect(CONNECTION_ROWS.fits([17, 12, 2, 2560, 45_105], 1)).toBe(true);
  for (const wrong of [
    [12, 4, 1, 1],
    [12, -1, 1, 1],
    [12, 0.5, 1, 1],
    [Number.NaN, 1, 1, 1],
    [12, 1, 1],
  ]) {
    expect(CONNECTION_ROWS.fits(wrong, 0), String(wrong)).toBe(false);
  }
});

// A monitor of version 0.1.0 reads five numbers for each entry, in this order.
test('the columns of version 0.1.0 stand first', () => {
  const names = ENTRY_COLUMNS.slice(0, 5).map(({ name }) => name);
  expect(names).toEqual(['connections', 'connectionsTotal', 'bytesUp', 'bytesDown', 'refused']);
  expect(ENTRY_ROWS.width).toBe(5);
});
