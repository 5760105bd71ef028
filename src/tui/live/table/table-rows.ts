import { type Piece, type Row, piece } from '../../screen/span.ts';
import type { Column, Drawing, PlacedColumn } from './column.ts';
import type { Sort } from './order.ts';
import type { Pane } from './pane.ts';
import { padded, paddedCell } from '../screen/cell.ts';

/** Cells before the first column: the sign of the selection, then a mark or a state. */
export const LEAD = 4;

/** All that a table is drawn from. */
export interface TableSource<Key, R extends { readonly key: Key }> {
  readonly pane: Pane<Key>;
  readonly rows: readonly R[];
  readonly columns: readonly PlacedColumn<R>[];
  readonly hasFocus: boolean;
  /** The sign before a row, in its tone. */
  readonly sign: (row: R) => Piece;
  readonly drawing: Drawing;
}

/** Draws the headings; the one by which the table is sorted stands out. */
export function headingRow<R>(
  columns: readonly PlacedColumn<R>[],
  sort: Sort,
  width: number,
  { glyphs }: Drawing,
): Row {
  const pieces: Piece[] = [];
  let x = 0;
  for (const { column, x: at, width: cells } of columns) {
    pieces.push(piece(' '.repeat(at - x), 'quiet'));
    const isSorted = column.id === sort.column;
    const title = isSorted
      ? withArrow(column, cells, sort.isReversed ? glyphs.falling : glyphs.rising)
      : column.title;
    const text = padded(title, cells, column.isRight ?? false, glyphs.cut);
    pieces.push(piece(text, isSorted ? 'strong' : 'quiet'));
    x = at + cells;
  }
  pieces.push(piece(' '.repeat(Math.max(0, width - x)), 'quiet'));
  return pieces;
}

function withArrow<R>({ title, isRight }: Column<R>, cells: number, arrow: string): string {
  if (title.length + 1 > cells) return title;
  return isRight ? arrow + title : `${title}${arrow}`;
}

/** Draws the visible rows of a table, and blank ones below them. */
export function tableRows<Key, R extends { readonly key: Key }>(
  source: TableSource<Key, R>,
  height: number,
  width: number,
): Row[] {
  const { pane, rows } = source;
  const visible = rows.slice(pane.top, pane.top + height);
  return Array.from({ length: height }, (_, at) => {
    const row = visible[at];
    return row === undefined ? [] : tableRow(source, row, width);
  });
}

function tableRow<Key, R extends { readonly key: Key }>(
  { pane, columns, hasFocus, sign, drawing }: TableSource<Key, R>,
  row: R,
  width: number,
): Row {
  const { glyphs } = drawing;
  const isSelected = row.key === pane.selected;
  const isMarked = pane.marks.has(row.key);
  const lead = `${isSelected ? glyphs.cursor : ' '}${isMarked ? glyphs.mark : ' '}`;
  const pieces: Piece[] = [piece(lead, isMarked ? 'warning' : 'strong'), sign(row), piece(' ', 'plain')];
  let x = LEAD;
  for (const { column, x: at, width: cells } of columns) {
    const content = column.cell(row, drawing, cells);
    if (at > x) pieces.push(piece(' '.repeat(at - x), 'plain'));
    pieces.push(piece(paddedCell(content, cells, column.isRight ?? false, glyphs.cut), content.tone));
    x = at + cells;
  }
  if (!isSelected || !hasFocus) return pieces;
  pieces.push(piece(' '.repeat(Math.max(0, width - x)), 'plain'));
  return [piece(pieces.map(({ text }) => text).join(''), 'selected')];
}
