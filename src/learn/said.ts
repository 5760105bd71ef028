import { foldLine } from '../../help/fold-text.ts';
import { foldLines } from '../shell/fold.ts';

/** Returns what a tutor says, folded at blanks for a terminal of so many columns; lines to type, which are indented, go on deeper. */
export function foldSaid(lines: readonly string[], columns: number | undefined): readonly string[] {
  return lines.flatMap((line) =>
    line.startsWith(INDENT) && columns !== undefined
      ? foldLine(INDENT, line.slice(INDENT.length), columns)
      : foldLines([line], columns),
  );
}

const INDENT = '  ';
