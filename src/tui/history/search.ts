import { lineOf, type Line } from '../line/line.ts';
import { NEW_EDITOR, type Editor } from '../line/editor.ts';

/** A search through the history: the filter being typed, the lines with all its words, and the chosen one. */
export interface Search {
  readonly query: Editor;
  readonly matches: readonly string[];
  readonly selected: number;
  readonly isOldestFirst: boolean;
}

/** Starts a search with a filter; the newest line comes first, or the oldest. */
export function startSearch(history: readonly string[], query: string, isOldestFirst = false): Search {
  return withQuery({ isOldestFirst }, history, { ...NEW_EDITOR, line: lineOf(query) });
}

/** Changes the filter. */
export function withQuery(
  { isOldestFirst }: Pick<Search, 'isOldestFirst'>,
  history: readonly string[],
  query: Editor,
): Search {
  const matches = findLines(history, query.line.text);
  return { query, matches: isOldestFirst ? matches.toReversed() : matches, selected: 0, isOldestFirst };
}

/** Moves the choice by `step` lines, staying inside. */
export function moveSelection(search: Search, step: number): Search {
  const selected = Math.max(0, Math.min(search.matches.length - 1, search.selected + step));
  return { ...search, selected };
}

/** Returns the chosen line. */
export function foundLine(search: Search): Line | undefined {
  const text = search.matches[search.selected];
  return text === undefined ? undefined : lineOf(text);
}

/** Returns the lines with every word of the filter, compared without case, each once, the newest first. */
function findLines(history: readonly string[], query: string): string[] {
  const words = wordsOf(query);
  const found = new Set<string>();
  for (let at = history.length - 1; at >= 0; at--) {
    const lower = history[at]!.toLowerCase();
    if (words.every((word) => lower.includes(word))) found.add(history[at]!);
  }
  return [...found];
}

/** Returns the words of a filter, in lower case. */
export function wordsOf(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}
