import type { CursorShape } from './vi-rows.ts';

/** The shape of the terminal's cursor. */
export interface ShapedCursor {
  /** Gives the cursor a shape, or undefined: its own. */
  set(shape: CursorShape | undefined): void;
}

/** DECSCUSR, VT520 manual: 0 is the cursor as the user has it; 2, 4 and 6 (xterm's) do not blink. */
const SHAPES: Readonly<Record<CursorShape, number>> = { block: 2, underline: 4, bar: 6 };
const OWN = 0;

/** Terminals that do not know DECSCUSR; older Linux consoles write its last letter on the screen. */
const WITHOUT_SHAPES = /^(linux|dumb|ansi|cons25|cygwin|vt\d+|sun)/;

/** Creates the cursor's shape on a terminal; nothing is written where it stays as it is, or where `term` knows none. */
export function createShapedCursor(stdout: NodeJS.WritableStream, term = ''): ShapedCursor {
  let now: CursorShape | undefined;
  return {
    set(shape) {
      if (shape === now || WITHOUT_SHAPES.test(term)) return;
      now = shape;
      stdout.write(`\u001B[${shape === undefined ? OWN : SHAPES[shape]} q`);
    },
  };
}
