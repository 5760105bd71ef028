import { textWidth } from '../../line/width.ts';

/** ASCII and the signs that the monitor draws, each of which fills one cell. */
const SINGLE = /^[ -~─▁-█●○◐✗✓▸…·→▲▼]*$/;

/** How many cells a text fills, quickly for what the monitor itself draws. */
export function cellsOf(text: string): number {
  return SINGLE.test(text) ? text.length : textWidth(text);
}
