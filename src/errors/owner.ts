import { ERRORS } from './errors.ts';
import type { ErrorRow } from './row.ts';

/** The texts between the values of a line, in their order. */
type Pattern = readonly string[];

let patterns: readonly Pattern[] | undefined;

/**
 * Whether a line of an error is one that Windows' netsh prints, by the table of errors. Such lines go to standard output
 * (spec netsh.md), all others to standard error.
 */
export function isNetshLine(line: string): boolean {
  patterns ??= patternsOf(Object.values(ERRORS));
  return patterns.some((pattern) => fits(line, pattern));
}

function patternsOf(rows: readonly ErrorRow[]): Pattern[] {
  return rows
    .flatMap(({ says, netsh = [] }) => netsh.flatMap((name) => says?.[name]?.split('\n') ?? []))
    .map((sentence) => sentence.split(/\{\w+\}/));
}

/** Compares text by text: a pattern with wildcards would take quadratic time for hostile lines. */
function fits(line: string, [first = '', ...others]: Pattern): boolean {
  if (others.length === 0) return line === first;
  if (!line.startsWith(first)) return false;
  const last = others.at(-1)!;
  let at = first.length;
  for (const text of others.slice(0, -1)) {
    const found = line.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return line.length - last.length >= at && line.endsWith(last);
}
