import type { Place } from '../screen/wrap.ts';

/** How a terminal treats rows that are too wide when it becomes narrower. */
export type Reflow =
  /** It cuts them. */
  | 'none'
  /** It folds them into several rows. */
  | 'all'
  /** It folds them, but not the one in which the cursor stands, and moves the cursor down for each new row. */
  | 'but-cursor-row';

/** Asks a terminal who it is (secondary device attributes). */
export const WHO_ARE_YOU = '\u001B[>c';

/**
 * Returns how a terminal treats them, by its answer: xterm (41) and GNU screen (83) cut, xterm.js (0;276) is special.
 */
export function reflowOf(answer: string | undefined): Reflow {
  if (answer === undefined) return 'none';
  if (answer === '0;276;0') return 'but-cursor-row';
  return /^(41|83);/.test(answer) ? 'none' : 'all';
}

/** A frame as it was drawn: how many cells each row fills, and the cursor. */
interface Drawn {
  readonly widths: readonly number[];
  readonly cursor: Place;
}

/**
 * Returns how many rows folding has added between the top of a frame and the cursor, now that the terminal is
 * narrower.
 */
export function foldedAbove(drawn: Drawn, columns: number, reflow: Reflow): number {
  const { widths, cursor } = drawn;
  const folds = widths.map((width) => Math.max(0, Math.ceil(width / columns) - 1));
  switch (reflow) {
    case 'none':
      return 0;
    case 'all':
      return sum(folds.slice(0, cursor.y)) + Math.floor(cursor.x / columns);
    case 'but-cursor-row':
      return sum(folds.filter((_, row) => row !== cursor.y));
  }
}

function sum(some: readonly number[]): number {
  return some.reduce((all, one) => all + one, 0);
}
