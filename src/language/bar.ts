import { isBar, splitBars } from './filter.ts';
import { splitOptions } from './options.ts';
import { resolve } from './resolve.ts';
import type { ContextPath } from './schema.ts';
import { type Token, skipProgramName, tokenize } from './token.ts';

/** The words of a line before its first bar, and those from the bar on. */
export interface Cut {
  readonly words: readonly Token[];
  readonly behind: readonly Token[];
}

/** Cuts words at the first bar that is not quoted; a command that takes its words as they are keeps the bar. */
export function cutAtBar<H>(words: readonly Token[], path: ContextPath<H>): Cut {
  const split = splitBars(words);
  const at = split.findIndex(isBar);
  if (at < 1) return uncut(words);
  const before = split.slice(0, at);
  const resolution = resolve(before, path);
  if (resolution.kind === 'command' && resolution.subject.command.rest) return uncut(words);
  return { words: before, behind: split.slice(at) };
}

/** Returns words as those of a line without filters. */
export function uncut(words: readonly Token[]): Cut {
  return { words, behind: [] };
}

/** Returns the place of a line's first bar, in UTF-16 units; undefined where it has no filters. */
export function barPlace<H>(line: string, path: ContextPath<H>): number | undefined {
  if (!line.includes('|')) return undefined;
  return cutAtBar(skipProgramName(splitOptions(tokenize(line)).words), path).behind[0]?.span.start;
}
