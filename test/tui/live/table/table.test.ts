import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_LIVE_STATE, applyMessage } from '../../../../src/tui/live/feed/live-state.ts';
import { CONNECTION_COLUMNS } from '../../../../src/tui/monitor/table/connection-columns.ts';
import { ENTRY_COLUMNS } from '../../../../src/tui/live/table/entry-columns.ts';
import { matcher } from '../../../../src/tui/monitor/table/filter.ts';
import { fitColumns, wantedWidths } from '../../../../src/tui/live/table/fit-columns.ts';
import { nextSort, sortBy, sorted, TABLE_ORDER } from '../../../../src/tui/live/table/order.ts';
import { moveBy, newPane, settle, toggleMark } from '../../../../src/tui/live/table/pane.ts';
import { START, THREE, manyEntries, snapshot } from '../../monitor/fixtures/scene.ts';

const rowsOf = (entries: Parameters<typeof snapshot>[1]) => [
  ...applyMessage(NO_LIVE_STATE, snapshot(START, entries)).entries.values(),
];
const width = fc.integer({ min: 20, max: 200 });

test.each([
  ['short', rowsOf(manyEntries(20))],
  ['long', rowsOf(THREE)],
])(
  'columns of %s values fit into every width, and a wider table has all columns of a narrower one',
  (_, rows) => {
    const wanted = wantedWidths(ENTRY_COLUMNS, rows);
    fc.assert(
      fc.property(width, width, (one, other) => {
        const narrow = fitColumns(ENTRY_COLUMNS, Math.min(one, other), wanted, 4);
        const wide = fitColumns(ENTRY_COLUMNS, Math.max(one, other), wanted, 4);
        const last = narrow.at(-1)!;
        expect(last.x + last.width).toBeLessThanOrEqual(Math.min(one, other));
        const ids = wide.map(({ column }) => column.id);
        for (const { column, width } of narrow) {
          expect(ids).toContain(column.id);
          expect(width).toBeGreaterThan(0);
        }
      }),
    );
  },
);

test('columns never overlap', () => {
  fc.assert(
    fc.property(width, (cells) => {
      const places = fitColumns(CONNECTION_COLUMNS, cells, new Map(), 4);
      for (const [at, place] of places.entries()) {
        const next = places[at + 1];
        if (next) expect(place.x + place.width).toBeLessThan(next.x);
      }
    }),
  );
});

const keys = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });

test('the selection stays on its row through any change, is always visible, and leaves no room empty', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ keys, move: fc.integer({ min: -9, max: 9 }), height: fc.integer({ min: 1, max: 12 }) }),
      ),
      (steps) => {
        let pane = newPane<number>();
        for (const step of steps) {
          const before = pane.selected;
          pane = settle(pane, step.keys, step.height);
          if (before !== undefined && step.keys.includes(before)) expect(pane.selected).toBe(before);
          expect(pane.selected).toBe(step.keys[pane.index]);
          expect(pane.index).toBeGreaterThanOrEqual(pane.top);
          expect(pane.index).toBeLessThan(pane.top + step.height);
          expect(pane.top).toBeLessThanOrEqual(Math.max(0, step.keys.length - step.height));
          pane = moveBy(pane, step.keys, step.move);
        }
      },
    ),
  );
});

test('marks hold on to rows that are out of sight', () => {
  const marked = toggleMark(settle(newPane<number>(), [1, 2, 3], 5), [1, 2, 3]);
  expect([marked.selected, [...marked.marks]]).toEqual([2, [1]]);
  expect([...settle(marked, [2, 3], 5).marks]).toEqual([1]);
});

test('every column sorts, both ways, and keeps the table order of equal rows', () => {
  const rows = rowsOf(manyEntries(100));
  for (const column of ENTRY_COLUMNS) {
    const { sortBy: by } = column;
    if (!by) continue;
    for (const isReversed of [false, true]) {
      const list = sorted(rows, ENTRY_COLUMNS, { column: column.id, isReversed }, START);
      for (const [at, row] of list.entries()) {
        const next = list[at + 1];
        if (!next) continue;
        const [low, high] = isReversed
          ? [by(next, START), by(row, START)]
          : [by(row, START), by(next, START)];
        expect(low <= high).toBe(true);
        if (low === high) expect(rows.indexOf(row)).toBeLessThan(rows.indexOf(next));
      }
    }
  }
});

test('s goes round all columns and comes back to the table order; figures begin with the largest', () => {
  let sort = TABLE_ORDER;
  const seen: (string | undefined)[] = [];
  do {
    sort = nextSort(CONNECTION_COLUMNS, sort, 1);
    seen.push(sort.column);
  } while (sort.column !== undefined);
  expect(seen).toHaveLength(CONNECTION_COLUMNS.length + 1);
  expect(nextSort(CONNECTION_COLUMNS, sort, -1).column).toBe('down-rate');
  expect(sortBy(CONNECTION_COLUMNS, 'up-rate').isReversed).toBe(true);
  expect(sortBy(CONNECTION_COLUMNS, 'client').isReversed).toBe(false);
});

test.each([
  ['', true],
  ['8080', true],
  ['LISTEN 10.0', true],
  ['state:listen connect:10.0', true],
  ['listen:10.0', false],
  ['10.0.0.5:80', true],
  ['listen 10.1', false],
  ['!failed', true],
  ['8080 !listening', false],
  ['!', true],
])('the filter %j gives %j', (filter, wanted) => {
  expect(matcher(filter)?.({ listen: '*:8080', connect: '10.0.0.5:80', state: 'listening' }) ?? true).toBe(
    wanted,
  );
});
