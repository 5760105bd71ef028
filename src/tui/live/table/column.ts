import type { Cell } from '../screen/cell.ts';
import type { Glyphs } from '../screen/glyphs.ts';

/** What a cell is made with, beside its row. */
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
  /** Cells: no narrower than `min`, no wider than `max`. */
  readonly min: number;
  readonly max: number;
  /** What it is given, at a width of the table, where its content wants more and others are to fit too. */
  readonly fair?: (width: number) => number;
  /** 0: always shown; the higher, the earlier it is dropped. */
  readonly importance: number;
  /** How much its content wants, for columns whose width is not fixed. */
  readonly wants?: (row: Row) => number;
  readonly cell: (row: Row, drawing: Drawing, width: number) => Cell;
  /** By what rows are sorted; absent where that makes no sense. */
  readonly sortBy?: (row: Row, now: number) => number | string;
  /** The first press sorts from the largest down. */
  readonly isLargestFirst?: true;
}

/** A column where it stands in a row. */
export interface PlacedColumn<Row> {
  readonly column: Column<Row>;
  readonly x: number;
  readonly width: number;
}
