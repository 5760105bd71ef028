import { graphemes } from '../line/graphemes.ts';
import { fit, graphemeWidth, textWidth } from '../line/width.ts';
import { type Piece, type Row, piece } from './span.ts';

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

/** Folds a text at blanks into lines of at most `width` cells; text beyond `most` lines is cut, at a blank where there is one. */
export function foldWords(text: string, width: number, most: number): string[] {
  return wordLines(text, width, most).map((line) => {
    const short = fit(line, width);
    const blank = short === line ? -1 : short.lastIndexOf(' ');
    return blank > short.length / 2 ? `${short.slice(0, blank)}…` : short;
  });
}

/** Folds a text at blanks into rows; a word that is wider than a row is broken. The cursor stands one blank behind its end. */
export function wrapWords(
  text: string,
  style: Piece['style'],
  width: number,
): { rows: Row[]; cursor: Place } {
  const indent = /^ */.exec(text)![0];
  const lines = wordLines(text.trim(), width - indent.length - 2, Number.POSITIVE_INFINITY);
  const rows: Row[] = [];
  let cursor: Place = { x: 0, y: 0 };
  for (const line of lines) {
    const wrapped = wrap([piece(`${indent}${line} `, style)], Number.MAX_SAFE_INTEGER, width);
    cursor = { x: wrapped.cursor.x, y: rows.length + wrapped.cursor.y };
    rows.push(...wrapped.rows);
  }
  return { rows, cursor };
}

/** Returns words in lines of at most `width` cells, but for words that are wider, and the last of `most` lines. */
function wordLines(text: string, width: number, most: number): string[] {
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
  return [...lines, line];
}
