import { type Piece, type Row, piece } from '../../screen/span.ts';
import type { Glyphs } from '../../screen/glyphs.ts';
import { fitRow, rowWidth } from '../../live/screen/row.ts';

/** Draws a rule with a title and notes in it; the title stands out where the pane has the focus. */
export function titleRow(
  title: string,
  notes: readonly string[],
  width: number,
  { hasFocus, glyphs }: { readonly hasFocus: boolean; readonly glyphs: Glyphs },
): Row {
  const pieces: Piece[] = [
    piece(`${glyphs.rule}${glyphs.rule} `, 'quiet'),
    piece(title, hasFocus ? 'strong' : 'plain'),
    piece(notes.map((note) => ` ${glyphs.dot} ${note}`).join(''), 'quiet'),
    piece(' ', 'quiet'),
  ];
  const used = rowWidth(pieces);
  if (used > width) return fitRow(pieces, width, glyphs.cut);
  return [...pieces, piece(glyphs.rule.repeat(width - used), 'quiet')];
}

/** Returns `1-12 of 1000`, or the count where all rows are visible. */
export function placeNote(top: number, height: number, count: number): string {
  if (count <= height) return String(count);
  return `${top + 1}-${Math.min(top + height, count)} of ${count}`;
}
