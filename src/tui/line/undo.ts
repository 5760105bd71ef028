import type { Line } from './line.ts';

/** Earlier lines, for undo, and undone ones, for redo. */
export interface Undo {
  readonly past: readonly Line[];
  readonly future: readonly Line[];
}

/** At most so many changes can be undone. */
const MAX_UNDO = 200;

/** Nothing to take back. */
export const NO_UNDO: Undo = { past: [], future: [] };

/** Records a change of `before`; redo ends here. */
export function remember(undo: Undo, before: Line): Undo {
  return { past: [...undo.past.slice(1 - MAX_UNDO), before], future: [] };
}

/** Goes one step back from `now`; undefined where there is none. */
export function stepBack(undo: Undo, now: Line): { undo: Undo; line: Line } | undefined {
  const line = undo.past.at(-1);
  return line && { undo: { past: undo.past.slice(0, -1), future: [...undo.future, now] }, line };
}

/** Goes one step forward again from `now`; undefined where there is none. */
export function stepForward(undo: Undo, now: Line): { undo: Undo; line: Line } | undefined {
  const line = undo.future.at(-1);
  return line && { undo: { past: [...undo.past, now], future: undo.future.slice(0, -1) }, line };
}
