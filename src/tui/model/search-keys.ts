import { foundLine, moveSelection, type Search, withQuery } from '../history/search.ts';
import type { Command } from '../keys/table.ts';
import { edit, insert, setLine } from '../line/editor.ts';
import { type Assist, EDIT, type PromptState, type PromptStep, pageRows } from './prompt.ts';

/** Types into the filter. */
export function searchText(state: PromptState, search: Search, text: string, assist: Assist): PromptState {
  return withSearch(state, withQuery(search, assist.history, insert(search.query, text)));
}

/** Edits the filter by a command of the line editor. */
export function editQuery(state: PromptState, search: Search, command: Command, assist: Assist): PromptState {
  const query = edit(search.query, command);
  if (!query) return state;
  const isSame = query.line.text === search.query.line.text;
  return withSearch(state, isSame ? { ...search, query } : withQuery(search, assist.history, query));
}

/** A command while the search is open. */
export type SearchHandler = (state: PromptState, search: Search, assist: Assist) => PromptStep;

/** Takes the chosen line and closes the search. */
export function takeFound(state: PromptState, search: Search): PromptStep {
  const line = foundLine(search);
  return { state: { ...state, editor: line ? setLine(state.editor, line) : state.editor, mode: EDIT } };
}

/** Moves the choice by so many lines. */
export function chose(step: number): SearchHandler {
  return (state, search) => ({ state: withSearch(state, moveSelection(search, step)) });
}

/** Moves the choice by a page, down (1) or up (-1). */
export function choseByPage(step: 1 | -1): SearchHandler {
  return (state, search, assist) => chose(step * pageRows(assist))(state, search, assist);
}

function withSearch(state: PromptState, search: Search): PromptState {
  return { ...state, mode: { kind: 'search', search } };
}
