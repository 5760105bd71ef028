import type { Column, PlacedColumn } from './column.ts';

/** Blanks between two columns. */
const GAP = 2;

/** The cells that the content of each column wants, by the column's id. */
export type Wanted = ReadonlyMap<string, number>;

/** Measures the content of each column of variable width. */
export function wantedWidths<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Wanted {
  const flexible = columns.filter((column) => column.wants);
  const wanted = new Map(flexible.map((column) => [column.id, column.min]));
  for (const row of rows) {
    for (const { id, wants } of flexible) {
      const width = wants!(row);
      if (width > wanted.get(id)!) wanted.set(id, width);
    }
  }
  return wanted;
}

/** Places the columns that fit into a width. A column is dropped only after all that are less important. */
export function fitColumns<Row>(
  columns: readonly Column<Row>[],
  width: number,
  wanted: Wanted,
  indent: number,
): PlacedColumn<Row>[] {
  const byImportance = columns.toSorted((a, b) => a.importance - b.importance);
  const widths = new Map<Column<Row>, number>();
  let left = width - indent + GAP;
  for (const column of byImportance) {
    const fair = Math.min(
      column.fair?.(width) ?? column.max,
      Math.max(column.min, wanted.get(column.id) ?? 0),
    );
    const isNeeded = column.importance === 0;
    if (!isNeeded && left < fair + GAP) break;
    widths.set(column, fair);
    left -= fair + GAP;
  }
  if (left < 0) left = shrink(byImportance, widths, left);
  for (const [column, has] of widths) {
    const more = Math.min(left, Math.max(0, Math.min(column.max, wanted.get(column.id) ?? 0) - has));
    widths.set(column, has + more);
    left -= more;
  }
  return placed(columns, widths, indent);
}

/** Narrows the columns that are always shown, from the widest on, until they fit. */
function shrink<Row>(
  columns: readonly Column<Row>[],
  widths: Map<Column<Row>, number>,
  lacking: number,
): number {
  let left = lacking;
  while (left < 0) {
    const [widest] = columns
      .filter((column) => (widths.get(column) ?? 0) > 1)
      .toSorted((a, b) => widths.get(b)! - widths.get(a)!);
    if (!widest) break;
    widths.set(widest, widths.get(widest)! - 1);
    left++;
  }
  return Math.max(0, left);
}

function placed<Row>(
  columns: readonly Column<Row>[],
  widths: ReadonlyMap<Column<Row>, number>,
  indent: number,
): PlacedColumn<Row>[] {
  const places: PlacedColumn<Row>[] = [];
  let x = indent;
  for (const column of columns) {
    const width = widths.get(column);
    if (width === undefined) continue;
    places.push({ column, x, width });
    x += width + GAP;
  }
  return places;
}

/**
 * Returns the preferred width of a column of addresses: 20 cells of a wide table, at most `least` of a narrow one.
 */
export function fairForAddress(least: number): (width: number) => number {
  return (width) => Math.max(least, Math.min(20, Math.floor((width - 40) / 2)));
}
