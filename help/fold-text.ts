/** Help fits a terminal of 80 columns. */
export const HELP_WIDTH = 79;
/** Beside a long word a text keeps at least so many columns. */
const MIN_TEXT = 30;

/** Returns a text in lines of at most `width` characters; a longer word has a line of its own. */
export function foldText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines.push(`${lines.pop()} ${word}`);
    else lines.push(word);
  }
  return lines;
}

/** Returns a text behind `first`, folded at blanks; further lines stand behind `next`. A longer word has a line of its own. */
export function foldBehind(first: string, text: string, next: string, width: number): string[] {
  return joined(text.split(' '), first, next, { width, glue: ' ' });
}

/** Returns a line to type, indented, folded at blanks outside of quotes where it is wider than `width`. */
export function foldLine(indent: string, line: string, width: number): string[] {
  if (indent.length + line.length <= width) return [indent + line];
  return joined(line.match(/(?:"[^"]*"|[^\s"])+/g) ?? [], indent, `${indent}    `, { width, glue: ' ' });
}

/** Returns a word of a usage line, indented, folded behind `|` where it is wider than `width`. */
export function foldUsage(indent: string, word: string, width: number): string[] {
  if (indent.length + word.length <= width) return [indent + word];
  return joined(word.split(/(?<=\|)/), indent, `${indent} `, { width, glue: '' });
}

function joined(
  words: readonly string[],
  first: string,
  next: string,
  { width, glue }: { readonly width: number; readonly glue: string },
): string[] {
  const lines: string[] = [];
  let line = first;
  let isBegun = false;
  for (const word of words) {
    if (isBegun && line.length + glue.length + word.length > width) {
      lines.push(line);
      line = next + word;
    } else line += isBegun ? glue + word : word;
    isBegun = true;
  }
  return [...lines, line];
}

/**
 * Returns rows of a name and a text in two columns, two blanks in front of each; texts fold within theirs. A name that is
 * wider than `widest` has a line of its own.
 */
export function twoColumns(
  rows: readonly { readonly name: string; readonly text: string }[],
  { width = HELP_WIDTH, widest = Infinity }: { readonly width?: number; readonly widest?: number } = {},
): string[] {
  const names = Math.max(0, ...rows.map(({ name }) => name.length).filter((length) => length <= widest));
  const room = Math.max(MIN_TEXT, width - names - 4);
  return rows.flatMap(({ name, text }) => {
    const lines = foldText(text, room);
    if (name.length > names) return [`  ${name}`, ...lines.map((line) => `  ${' '.repeat(names)}  ${line}`)];
    return lines.map((line, at) => `  ${(at === 0 ? name : '').padEnd(names)}  ${line}`);
  });
}
