import { type Piece, type Row, piece } from '../../screen/span.ts';
import { cellsOf, cutEnd } from './cell.ts';

/** Returns how many cells a row fills. */
export function rowWidth(row: Row): number {
  return row.reduce((sum, { text }) => sum + cellsOf(text), 0);
}

/** Cuts a row to at most `width` cells, with the sign `cut` where something is missing. */
export function fitRow(row: Row, width: number, cut: string): Row {
  const fitted: Piece[] = [];
  let left = width;
  for (const { text, style } of row) {
    const cells = cellsOf(text);
    if (cells > left) {
      fitted.push({ text: text.trim() === '' ? ' '.repeat(left) : cutEnd(text, left, cut), style });
      break;
    }
    fitted.push({ text, style });
    left -= cells;
  }
  return fitted;
}

/** A part of a row, left out where there is no room for it; the higher its `importance`, the earlier. */
export interface Part {
  readonly pieces: Row;
  readonly importance: number;
}

/** Joins the most important parts that fit into a width, in their order, three blanks between. */
export function fitParts(parts: readonly Part[], width: number): Row {
  const gap = '   ';
  let left = width + gap.length;
  const kept = new Set<Part>();
  for (const part of parts.toSorted((a, b) => a.importance - b.importance)) {
    const cells = rowWidth(part.pieces) + gap.length;
    if (cells > left) continue;
    kept.add(part);
    left -= cells;
  }
  const row: Piece[] = [];
  for (const part of parts) {
    if (!kept.has(part)) continue;
    if (row.length > 0) row.push(piece(gap, 'plain'));
    row.push(...part.pieces);
  }
  return row;
}

/** Says which command starts the relay. */
export function startPieces(line: string): Row {
  return [piece(line, 'key'), piece(' starts it', 'quiet')];
}

/** Paints a whole row in one tone: selected, or out of date. */
export function inOneTone(row: Row, tone: Piece['style']): Row {
  return [piece(row.map(({ text }) => text).join(''), tone)];
}
