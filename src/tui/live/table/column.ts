import type { Cell } from '../screen/cell.ts';
import type { Glyphs } from '../../screen/glyphs.ts';

/** The moment and the signs with which a cell is drawn. */
export interface Drawing {
  /** The moment that is shown, ms since the epoch. */
  readonly now: number;
  readonly glyphs: Glyphs;
}

/** A column of a live table. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly isRight?: true;
  /** It holds sentences, which say little when they are cut: it gets twice the room of others. */
  readonly isProse?: true;
  /** It grows only where no other column wants the room. */
  readonly isFiller?: true;
  /** It is left out where no row wants it. */
  readonly isOnlyIfWanted?: true;
  /** Cells: no narrower than `min`, no wider than `max`. */
  readonly min: number;
  readonly max: number;
  /** The preferred width, in cells, where space is short; `width` is that of the table. */
  readonly fair?: (width: number) => number;
  /** 0: always shown; the higher, the earlier it is dropped. */
  readonly importance: number;
  /** The cells that its content wants, for columns whose width is not fixed. */
  readonly wants?: (row: Row) => number;
  readonly cell: (row: Row, drawing: Drawing, width: number) => Cell;
  /** The value by which rows are sorted; absent where sorting makes no sense. */
  readonly sortBy?: (row: Row, now: number) => number | string;
  /** The first press sorts from the largest down. */
  readonly isLargestFirst?: true;
}

/** A column at its place in a row. */
export interface PlacedColumn<Row> {
  readonly column: Column<Row>;
  readonly x: number;
  readonly width: number;
}
