import type { ViRequest } from '../../keys/vi/parse.ts';
import type { ViCommand } from '../../keys/vi/table.ts';
import { navigatedLine, startNavigation } from '../../history/navigation.ts';
import { startSearch } from '../../history/search.ts';
import { type Editor, edit, setLine } from '../../line/editor.ts';
import { nextBoundary, previousBoundary } from '../../line/graphemes.ts';
import { lineOf, moveTo, replace } from '../../line/line.ts';
import { swapped } from '../../line/vi/operators.ts';
import { skipBlanks } from '../../line/vi/words.ts';
import { walked } from '../edit-keys.ts';
import { type Assist, EDIT, type PromptState } from '../prompt.ts';
import { beginInsert } from './insert-session.ts';
import { NORMAL, type Vi } from './vi.ts';

/** A command of normal mode. The mode of the prompt is as the last key left it, so that walks through the history go on. */
type NormalCommand = (
  state: PromptState,
  vi: Vi,
  request: Extract<ViRequest, { kind: 'command' }>,
  assist: Assist,
) => PromptState;

/** The commands of normal mode, without `.`, which repeats them. */
export const NORMAL_COMMANDS: Readonly<Record<Exclude<ViCommand, 'repeat'>, NormalCommand>> = {
  insert: inserting(({ line }) => line.cursor),
  append: inserting(({ line }) => nextBoundary(line.text, line.cursor)),
  'insert-first': inserting(({ line }) => skipBlanks(line.text, 0)),
  'append-last': inserting(({ line }) => line.text.length),
  'replace-mode': (state, vi, request) =>
    beginInsert(state, vi, { before: state.editor, request, isOver: true }),
  visual: (state, vi) => ({
    ...state,
    mode: EDIT,
    vi: { ...vi, mode: { kind: 'visual', keys: [], anchor: state.editor.line.cursor } },
  }),
  replace: changing((editor, count, character) => {
    const { text, cursor } = editor.line;
    const end = boundaryAfter(text, cursor, count);
    if (character === undefined || end === undefined) return editor;
    const line = replace(editor.line, cursor, end, character.repeat(count));
    return setLine(editor, moveTo(line, previousBoundary(line.text, line.cursor)));
  }),
  'swap-case': changing((editor, count) => {
    const { text, cursor } = editor.line;
    const end = boundaryAfter(text, cursor, count) ?? text.length;
    return setLine(editor, replace(editor.line, cursor, end, swapped(text.slice(cursor, end))));
  }),
  put: changing((editor, count) => put(editor, nextBoundary(editor.line.text, editor.line.cursor), count)),
  'put-before': changing((editor, count) => put(editor, editor.line.cursor, count)),
  undo: (state, vi, { count = 1 }) => stepped(state, vi, 'undo', count),
  redo: (state, vi, { count = 1 }) => stepped(state, vi, 'redo', count),
  older: (state, vi, { count = 1 }, assist) => walkedFar(state, vi, { step: 1, count }, assist),
  newer: (state, vi, { count = 1 }, assist) => walkedFar(state, vi, { step: -1, count }, assist),
  oldest: (state, vi, _request, assist) => walkedTo(state, vi, 'oldest', assist),
  typed: (state, vi, _request, assist) => walkedTo(state, vi, 'typed', assist),
  search: searching(false),
  'search-forward': searching(true),
  'search-next': (state, vi, { count = 1 }, assist) => foundNext(state, vi, count, assist),
  'search-previous': (state, vi, { count = 1 }, assist) => foundNext(state, vi, -count, assist),
};

/** Begins insert mode at a place. */
function inserting(placeIn: (editor: Editor) => number): NormalCommand {
  return (state, vi, request) => {
    const { editor } = state;
    const placed = { ...state, editor: setLine(editor, moveTo(editor.line, placeIn(editor))) };
    return beginInsert(placed, vi, { before: editor, request, count: request.count ?? 1 });
  };
}

/** A change that `.` makes again. */
function changing(
  change: (editor: Editor, count: number, character: string | undefined) => Editor,
): NormalCommand {
  return (state, vi, request) => ({
    ...state,
    editor: change(state.editor, request.count ?? 1, request.character),
    mode: EDIT,
    vi: { ...vi, mode: NORMAL, change: { request } },
  });
}

/** Returns the place behind so many characters; undefined where the line has fewer. */
function boundaryAfter(text: string, from: number, count: number): number | undefined {
  let at = from;
  for (let left = count; left > 0; left--) {
    if (at >= text.length) return undefined;
    at = nextBoundary(text, at);
  }
  return at;
}

/** Pastes the last cut; the cursor stands on its last character. */
function put(editor: Editor, at: number, count: number): Editor {
  const cut = editor.ring.at(-1) ?? '';
  const text = cut.repeat(Math.min(count, Math.floor(MAX_PUT / Math.max(1, cut.length))));
  if (text === '') return editor;
  const line = replace(editor.line, at, at, text);
  return setLine(editor, moveTo(line, previousBoundary(line.text, line.cursor)));
}

/** At most so many UTF-16 units are pasted: 9,999 copies of a long line would be no line. */
const MAX_PUT = 65_536;

function stepped(state: PromptState, vi: Vi, command: 'undo' | 'redo', count: number): PromptState {
  let { editor } = state;
  for (let left = count; left > 0; left--) {
    const next = edit(editor, command) ?? editor;
    if (next.line === editor.line) break;
    editor = next;
  }
  return { ...state, editor, mode: EDIT, vi: { ...vi, mode: NORMAL } };
}

function walkedFar(
  state: PromptState,
  vi: Vi,
  { step, count }: { step: 1 | -1; count: number },
  assist: Assist,
): PromptState {
  let now: PromptState = { ...state, vi: { ...vi, mode: NORMAL } };
  for (let left = count; left > 0; left--) {
    const next = walked(now, step, assist);
    if (next.editor === now.editor) return next;
    now = next;
  }
  return now;
}

/** Goes to the oldest line of a walk, or back to the one from which it began. */
function walkedTo(state: PromptState, vi: Vi, end: 'oldest' | 'typed', assist: Assist): PromptState {
  const running = state.mode.kind === 'edit' ? state.mode.walk : undefined;
  const walk = running ?? startNavigation(assist.history, state.editor.line);
  const at = end === 'oldest' ? walk.matches.length - 1 : -1;
  const there = { ...walk, at };
  return {
    ...state,
    editor: setLine(state.editor, navigatedLine(there)),
    mode: { kind: 'edit', walk: there },
    vi: { ...vi, mode: NORMAL },
  };
}

/** Opens the search with an empty filter. */
function searching(isOldestFirst: boolean): NormalCommand {
  return (state, vi, _request, assist) => ({
    ...state,
    mode: { kind: 'search', search: startSearch(assist.history, '', isOldestFirst) },
    vi: { ...vi, mode: NORMAL },
  });
}

/** Puts the `count`th line behind the present one of what was searched for on the prompt. */
function foundNext(state: PromptState, vi: Vi, count: number, assist: Assist): PromptState {
  const stay: PromptState = { ...state, mode: EDIT, vi: { ...vi, mode: NORMAL } };
  if (!vi.search) return stay;
  const { matches } = startSearch(assist.history, vi.search.query, vi.search.isOldestFirst);
  const found = matches[matches.indexOf(state.editor.line.text) + count];
  return found === undefined ? stay : { ...stay, editor: setLine(state.editor, lineOf(found)) };
}
