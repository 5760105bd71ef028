import type { Line } from './line.ts';

/** Lines as they were, so that changes can be taken back and made again. */
export interface Undo {
  readonly past: readonly Line[];
  readonly future: readonly Line[];
}

/** Changes further back than this cannot be taken back. */
const MAX_UNDO = 200;

/** Nothing to take back. */
export const NO_UNDO: Undo = { past: [], future: [] };

/** A change was made to `before`; what was taken back before it is gone. */
export function remember(undo: Undo, before: Line): Undo {
  return { past: [...undo.past.slice(1 - MAX_UNDO), before], future: [] };
}

/** One step back from `now`, if there is one. */
export function stepBack(undo: Undo, now: Line): { undo: Undo; line: Line } | undefined {
  const line = undo.past.at(-1);
  return line && { undo: { past: undo.past.slice(0, -1), future: [...undo.future, now] }, line };
}

/** One step forward again from `now`, if there is one. */
export function stepForward(undo: Undo, now: Line): { undo: Undo; line: Line } | undefined {
  const line = undo.future.at(-1);
  return line && { undo: { past: [...undo.past, now], future: undo.future.slice(0, -1) }, line };
}
