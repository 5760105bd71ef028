import { lineOf, type Line } from '../line/line.ts';
import { NEW_EDITOR, type Editor } from '../line/editor.ts';

/** A search through the history: the filter being typed, the lines that contain all its words, the chosen one. */
export interface Search {
  readonly query: Editor;
  readonly matches: readonly string[];
  readonly selected: number;
}

/** A search that begins with a filter. */
export function startSearch(history: readonly string[], query: string): Search {
  return withQuery(history, { ...NEW_EDITOR, line: lineOf(query) });
}

/** The search with another filter. */
export function withQuery(history: readonly string[], query: Editor): Search {
  return { query, matches: findLines(history, query.line.text), selected: 0 };
}

/** The search with the selection moved, staying inside. */
export function moveSelection(search: Search, step: number): Search {
  const selected = Math.max(0, Math.min(search.matches.length - 1, search.selected + step));
  return { ...search, selected };
}

/** The chosen line. */
export function foundLine(search: Search): Line | undefined {
  const text = search.matches[search.selected];
  return text === undefined ? undefined : lineOf(text);
}

/** Lines that contain every word of the filter, letters without case, each once, the newest first. */
function findLines(history: readonly string[], query: string): string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = new Set<string>();
  for (let at = history.length - 1; at >= 0; at--) {
    const lower = history[at]!.toLowerCase();
    if (words.every((word) => lower.includes(word))) found.add(history[at]!);
  }
  return [...found];
}
