import { nextBoundary, previousBoundary, printable, snap } from './graphemes.ts';

/** A line being typed; the cursor stands on a grapheme boundary, in UTF-16 units. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

/** Nothing typed. */
export const EMPTY: Line = { text: '', cursor: 0 };

/** Returns a line with the cursor at its end, or at a given place. */
export function lineOf(text: string, cursor = text.length): Line {
  return { text, cursor: snap(text, cursor) };
}

/** Replaces a stretch of the line; the cursor stands behind what was put in. */
export function replace(line: Line, start: number, end: number, insert: string): Line {
  const clean = printable(insert);
  return lineOf(line.text.slice(0, start) + clean + line.text.slice(end), start + clean.length);
}

/** Moves the cursor. */
export function moveTo(line: Line, cursor: number): Line {
  return { text: line.text, cursor: snap(line.text, cursor) };
}

/** Swaps the two graphemes around the cursor; at the end the two before it. */
export function transpose(line: Line): Line {
  const { text } = line;
  const right = line.cursor >= text.length ? previousBoundary(text, text.length) : line.cursor;
  const left = previousBoundary(text, right);
  if (left === right) return line;
  const end = nextBoundary(text, right);
  return lineOf(
    text.slice(0, left) + text.slice(right, end) + text.slice(left, right) + text.slice(end),
    end,
  );
}
