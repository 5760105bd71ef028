import { lineOf, type Line } from '../line/line.ts';
import { NEW_EDITOR, type Editor } from '../line/editor.ts';

/** A search through the history: the filter being typed, the lines with all its words, and the chosen one. */
export interface Search {
  readonly query: Editor;
  readonly matches: readonly string[];
  readonly selected: number;
}

/** Starts a search with a filter. */
export function startSearch(history: readonly string[], query: string): Search {
  return withQuery(history, { ...NEW_EDITOR, line: lineOf(query) });
}

/** Changes the filter. */
export function withQuery(history: readonly string[], query: Editor): Search {
  return { query, matches: findLines(history, query.line.text), selected: 0 };
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
