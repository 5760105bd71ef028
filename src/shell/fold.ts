/** Narrower terminals are left to fold by themselves. */
const MIN_COLUMNS = 20;

/**
 * Returns lines folded at blanks, so that none is wider than `columns` characters and what follows keeps the indentation of
 * its line. A longer word stays whole: somebody may want to copy it. Without `columns`, or in a terminal of fewer than
 * 20, the lines stay as they are.
 */
export function foldLines(lines: readonly string[], columns: number | undefined): readonly string[] {
  if (columns === undefined || columns < MIN_COLUMNS) return lines;
  return lines.some((line) => line.length > columns)
    ? lines.flatMap((line) => foldLine(line, columns))
    : lines;
}

function foldLine(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const indent = /^ */.exec(line)![0].slice(0, columns >> 1);
  const folded: string[] = [];
  let row = '';
  for (const [word] of line.matchAll(/^ *\S+| +\S+/g)) {
    if (row === '' || row.length + word.length <= columns) row += word;
    else {
      folded.push(row);
      row = indent + word.trimStart();
    }
  }
  return [...folded, row];
}
