import { splitOptions } from './options.ts';
import { resolve } from './resolve.ts';
import type { ContextPath, Rest } from './schema.ts';
import { type Token, skipProgramName, tokenize } from './token.ts';

/** So many lines inside of each other are looked at: `explain pushd interface`. What is nested deeper is plain words. */
export const MAX_NESTED = 2;

/** A line inside a line, such as that of `explain`: its start in UTF-16 units, and whether it names only contexts. */
export interface InnerLine {
  readonly start: number;
  readonly onlyContexts: boolean;
}

/** Returns the line inside a line such as that of `explain`; undefined where none begins before `cursor`. */
export function innerLine<H>(line: string, cursor: number, path: ContextPath<H>): InnerLine | undefined {
  const words = skipProgramName(splitOptions(tokenize(line)).words);
  if (words.length === 0) return undefined;
  const resolution = resolve(words, path);
  if (resolution.kind !== 'command' || !resolution.subject.command.rest?.line) return undefined;
  return place(
    resolution.subject.command.rest.line,
    words.slice(resolution.used),
    cursor,
    words[resolution.used - 1]!,
  );
}

function place(
  inner: NonNullable<Rest['line']>,
  rest: readonly Token[],
  cursor: number,
  command: Token,
): InnerLine | undefined {
  const onlyContexts = inner.onlyContexts ?? false;
  const before = inner.from === 0 ? command : rest[inner.from - 1];
  if (!before || cursor <= before.span.end) return undefined;
  const first = rest[inner.from];
  return { start: first && first.span.start <= cursor ? first.span.start : cursor, onlyContexts };
}
