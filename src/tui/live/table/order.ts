import type { Column } from './column.ts';

/** The column by which rows are sorted; without one they stand in the table's order. */
export interface Sort {
  readonly column: string | undefined;
  readonly isReversed: boolean;
}

/** The table's order. */
export const TABLE_ORDER: Sort = { column: undefined, isReversed: false };

/** Sorts rows; equal ones keep their order. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort,
  now: number,
): readonly Row[] {
  const by = columns.find((column) => column.id === sort.column)?.sortBy;
  if (!by) return sort.isReversed ? rows.toReversed() : rows;
  const values = rows.map((row) => by(row, now));
  const places = Array.from(rows.keys());
  const direction = sort.isReversed ? -1 : 1;
  places.sort((a, b) => direction * compare(values[a]!, values[b]!) || a - b);
  return places.map((at) => rows[at]!);
}

/** Sorts by the next or the previous column; the table's order comes before the first and after the last. */
export function nextSort<Row>(columns: readonly Column<Row>[], sort: Sort, step: 1 | -1): Sort {
  const ids = [undefined, ...columns.filter((column) => column.sortBy).map((column) => column.id)];
  const at = Math.max(0, ids.indexOf(sort.column));
  return sortBy(columns, ids[(at + step + ids.length) % ids.length]);
}

/** Sorts by a column, in the direction that suits it. */
export function sortBy<Row>(columns: readonly Column<Row>[], id: string | undefined): Sort {
  const column = columns.find((one) => one.id === id);
  return { column: id, isReversed: column?.isLargestFirst ?? false };
}

function compare(a: number | string, b: number | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
