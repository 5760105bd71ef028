import { graphemes } from '../line/graphemes.ts';
import { fit, graphemeWidth, textWidth } from '../line/width.ts';
import type { Piece, Row } from './span.ts';

/** A place on the screen, counted from the first row and column of the frame. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Wraps pieces into rows of at most `width` cells, and returns the place of the cursor, which stands `cursor` UTF-16
 * units into the text.
 */
export function wrap(pieces: Row, cursor: number, width: number): { rows: Row[]; cursor: Place } {
  const rows: Piece[][] = [[]];
  let x = 0;
  let units = 0;
  let place: Place | undefined;
  const breakRow = (): void => {
    rows.push([]);
    x = 0;
  };
  for (const { text, style } of pieces) {
    let run = '';
    for (const grapheme of graphemes(text)) {
      const cells = graphemeWidth(grapheme);
      if (x + cells > width) {
        rows.at(-1)!.push({ text: run, style });
        run = '';
        breakRow();
      }
      if (units >= cursor && !place) place = { x, y: rows.length - 1 };
      run += grapheme;
      x += cells;
      units += grapheme.length;
    }
    rows.at(-1)!.push({ text: run, style });
  }
  if (!place) {
    if (x >= width) breakRow();
    place = { x, y: rows.length - 1 };
  }
  return { rows, cursor: place };
}

/** Folds a text at blanks into lines of at most `width` cells; text beyond `most` lines is cut. */
export function foldWords(text: string, width: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer) <= width || lines.length === most - 1) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  return lines.map((one) => fit(one, width));
}
