import type { Joined } from './step.ts';

/** Longest command, lines. */
const MAX_JOINED = 100;

/**
 * Joins lines that go on in the next one: `goesOn` matches the mark at the end of such a line, which is left out. Other
 * lines stay apart.
 */
export function joinLines(lines: readonly string[], goesOn: RegExp): Joined[] {
  const found: Joined[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    const last = Math.min(at + MAX_JOINED, lines.length) - 1;
    const parts = [lines[at]!];
    while (at < last && goesOn.test(parts.at(-1)!)) {
      parts.push(parts.pop()!.replace(goesOn, ''), lines[++at]!.trimStart());
    }
    // A file that is cut may end with the mark.
    parts.push(parts.pop()!.replace(goesOn, ''));
    found.push({ text: parts.length > 1 ? parts.join(' ') : parts[0]!, line: first + 1, last: at + 1 });
  }
  return found;
}
