import type { Span } from '../../language/token.ts';
import { type Line, moveTo, replace } from '../line/line.ts';

/** Replaces a word by a text and the rest that stays behind it; the cursor stands between the two. */
export function putBefore(line: Line, { start, end }: Span, text: string, rest: string): Line {
  const done = replace(line, start, end, text + rest);
  return moveTo(done, done.cursor - rest.length);
}

/**
 * Returns the end of the word behind the cursor that a candidate does not stand for, so that it stays on the line:
 * `calhost:80` behind `lo` is `:80` once `localhost` is put in. `typed` is the word before the cursor.
 */
export function restBehind(insert: string, typed: string, behind: string): string {
  const isTyped = insert.toLowerCase().startsWith(typed.toLowerCase());
  const added = (isTyped ? insert.slice(typed.length) : insert).toLowerCase();
  // A quote that what was typed opens is closed by the candidate, if it needs quotes at all.
  const left = typed.includes('"') && behind.endsWith('"') ? behind.slice(0, -1) : behind;
  const lower = left.toLowerCase();
  if (added.startsWith(lower)) return '';
  let shared = Math.min(lower.length, added.length);
  while (!added.endsWith(lower.slice(0, shared))) shared--;
  return left.slice(shared);
}
