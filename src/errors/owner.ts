import { type ErrorCode, ERRORS } from './errors.ts';
import type { ErrorRow } from './row.ts';

/** The texts between the values of a line, in their order. */
type Pattern = readonly string[];

/**
 * Whether a line of an error is one that Windows' netsh prints, by the table of errors. Such lines go to standard output
 * (spec netsh.md), all others to standard error.
 */
export function isNetshLine(code: ErrorCode, line: string): boolean {
  return patternsOf(ERRORS[code]).some((pattern) => fits(line, pattern));
}

function patternsOf({ says, netsh = [] }: ErrorRow): Pattern[] {
  return netsh
    .flatMap((name) => says?.[name]?.split('\n') ?? [])
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
