import type { Column, PlacedColumn } from './column.ts';

/** Blanks between two columns. */
const GAP = 2;

/** The cells that the content of each column wants, by the column's id. */
export type Wanted = ReadonlyMap<string, number>;

/** Measures the content of each column of variable width. */
export function wantedWidths<Row>(columns: readonly Column<Row>[], rows: Iterable<Row>): Wanted {
  const flexible = columns.filter((column) => column.wants);
  const wanted = new Map(flexible.map(({ id, min, isOnlyIfWanted }) => [id, isOnlyIfWanted ? 0 : min]));
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
    if (column.isOnlyIfWanted && !wanted.get(column.id)) continue;
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
  widen(widths, wanted, left);
  return placed(columns, widths, indent);
}

/**
 * Shares cells that are left: first the columns that are always shown get the room for an address, one after the other, then
 * all that want more, then those that only fill the room.
 */
function widen<Row>(widths: Map<Column<Row>, number>, wanted: Wanted, cells: number): void {
  const wants = ({ id, max }: Column<Row>): number => Math.min(max, wanted.get(id) ?? 0);
  let left = cells;
  for (const [column, has] of widths) {
    if (column.importance > 0 || column.isProse) continue;
    const more = Math.min(left, Math.max(0, Math.min(ADDRESS, wants(column)) - has));
    widths.set(column, has + more);
    left -= more;
  }
  left = share(widths, (column) => (column.isFiller ? 0 : wants(column)), left);
  share(widths, wants, left);
}

/** The cells of an IPv4 address and port, and a few more. */
const ADDRESS = 24;

/** Gives the next cell to the narrowest column that has less than its most, prose counts half. Returns what is left. */
function share<Row>(
  widths: Map<Column<Row>, number>,
  mostOf: (column: Column<Row>) => number,
  cells: number,
): number {
  for (let left = cells; left > 0; left--) {
    let narrowest: Column<Row> | undefined;
    let least = Infinity;
    for (const [column, has] of widths) {
      const weight = column.isProse ? has / 2 : has;
      if (has >= mostOf(column) || weight >= least) continue;
      narrowest = column;
      least = weight;
    }
    if (narrowest === undefined) return left;
    widths.set(narrowest, widths.get(narrowest)! + 1);
  }
  return 0;
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
