/** Returns a Markdown table, its columns as wide as their longest cell; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): string {
  const [first = [], ...others] = rows;
  const widths = first.map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}

/** Returns text in lines of at most 120 characters; all but the first begin with `indent`. */
export function wrapped(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last.trim() !== '' && last.length + word.length + 1 > 120) lines.push(indent + word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
