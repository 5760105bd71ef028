import { visible } from '../../language/visible.ts';
import { fit, textWidth } from '../line/width.ts';
import type { Style, Theme } from './theme.ts';

/** A stretch of a row in one style. */
export interface Piece {
  readonly text: string;
  readonly style: Style;
}

/** A row of the screen. */
export type Row = readonly Piece[];

/** Returns a stretch of text, safe to print: only the theme writes escape sequences. */
export function piece(text: string, style: Style): Piece {
  return { text: visible(text), style };
}

/** Cuts a row to a width in cells, with an ellipsis where something is missing. */
export function fitRow(row: Row, width: number): Row {
  const fitted: Piece[] = [];
  let left = width;
  for (const { text, style } of row) {
    const cells = textWidth(text);
    if (cells > left) {
      fitted.push({ text: fit(text, left), style });
      break;
    }
    fitted.push({ text, style });
    left -= cells;
  }
  return fitted;
}

/** Writes a row with its escape sequences; neighbours of one style share them. */
export function paintRow(row: Row, theme: Theme): string {
  let out = '';
  let at = 0;
  while (at < row.length) {
    const { style } = row[at]!;
    let text = '';
    while (at < row.length && row[at]!.style === style) text += row[at++]!.text;
    out += text === '' ? '' : theme[style](text);
  }
  return out;
}
