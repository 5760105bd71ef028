import { foundLine, moveSelection, type Search, withQuery } from '../history/search.ts';
import type { Command } from '../keys/table.ts';
import { edit, insert, setLine } from '../line/editor.ts';
import { cleared } from './edit-keys.ts';
import { type Assist, EDIT, type State, type Step } from './state.ts';

/** Typing filters the list. */
export function searchText(state: State, search: Search, text: string, assist: Assist): State {
  return withSearch(state, withQuery(assist.history, insert(search.query, text)));
}

/** What a command does while the search is open: Enter and Tab take the line, Escape leaves it as it was. */
export function searchCommand(state: State, search: Search, command: Command, assist: Assist): Step {
  const step = COMMANDS[command]?.(state, search);
  if (step) return step;
  const query = edit(search.query, command);
  if (!query) return { state };
  const isSame = query.line.text === search.query.line.text;
  return { state: withSearch(state, isSame ? { ...search, query } : withQuery(assist.history, query)) };
}

type SearchHandler = (state: State, search: Search) => Step;

/** How far PageUp and PageDown go. */
const PAGE = 8;

const COMMANDS: Partial<Record<Command, SearchHandler>> = {
  run: taken,
  complete: taken,
  escape: (state) => ({ state: { ...state, mode: EDIT } }),
  cancel: (state) => ({ state: cleared(state), effect: { kind: 'cancel', line: state.editor.line.text } }),
  'clear-screen': (state) => ({ state, effect: { kind: 'clear' } }),
  search: moved(1),
  newer: moved(1),
  older: moved(-1),
  'page-down': moved(PAGE),
  'page-up': moved(-PAGE),
};

function taken(state: State, search: Search): Step {
  const line = foundLine(search);
  return { state: { editor: line ? setLine(state.editor, line) : state.editor, mode: EDIT } };
}

function moved(step: number): SearchHandler {
  return (state, search) => ({ state: withSearch(state, moveSelection(search, step)) });
}

function withSearch(state: State, search: Search): State {
  return { ...state, mode: { kind: 'search', search } };
}
