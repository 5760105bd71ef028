import type { ViRequest } from '../../keys/vi/parse.ts';
import { type Editor, insert, setLine } from '../../line/editor.ts';
import { previousBoundary } from '../../line/graphemes.ts';
import { type Line, moveTo, replace } from '../../line/line.ts';
import { remember } from '../../line/undo.ts';
import { EDIT, type PromptState } from '../prompt.ts';
import { type InsertSession, NORMAL, type Typed, type Vi, type ViMode } from './vi.ts';

/** Begins insert or replace mode. `before`: the editor before the command that does. */
export function beginInsert(
  state: PromptState,
  vi: Vi,
  how: { before: Editor; request?: ViRequest; count?: number; isOver?: boolean },
): PromptState {
  const { before, request, count = 1, isOver = false } = how;
  const { line } = state.editor;
  const session: InsertSession = { before: before.line, undo: before.undo, start: line, request, count };
  const editor = setLine(state.editor, line);
  const mode = isOver
    ? ({ kind: 'replace', session, base: line, over: [] } as const)
    : ({ kind: 'insert', session } as const);
  return { ...state, editor, mode: EDIT, vi: { ...vi, mode } };
}

/** Ends insert or replace mode: all of it becomes one change, and the cursor goes back onto a character. */
export function endInsert(state: PromptState, vi: Vi): PromptState {
  const { mode } = vi;
  if (mode.kind !== 'insert' && mode.kind !== 'replace') return state;
  const { session } = mode;
  const typed = mode.kind === 'insert' ? typedSince(session, state.editor.line) : typedOverIn(mode);
  const text = typed?.text ?? '';
  const again = text.repeat(Math.min(session.count - 1, Math.floor(MAX_AGAIN / Math.max(1, text.length))));
  const { cursor } = state.editor.line;
  const line = replace(state.editor.line, cursor, cursor, again);
  const undo = line.text === session.before.text ? session.undo : remember(session.undo, session.before);
  const editor = setLine(
    { ...state.editor, line, undo },
    moveTo(line, previousBoundary(line.text, line.cursor)),
  );
  const change = session.request && typed ? { request: session.request, typed } : vi.change;
  return { ...state, editor, mode: EDIT, vi: { ...vi, mode: NORMAL, change } };
}

/** At most so many UTF-16 units are typed again: 9,999 copies of a long text would be no line. */
const MAX_AGAIN = 65_536;

/** Types what a session had typed once more. */
export function typeAgain(editor: Editor, { erased, text }: Typed): Editor {
  const { line } = editor;
  const start = Math.max(0, line.cursor - erased);
  return insert(setLine(editor, replace(line, start, line.cursor, '')), text);
}

/** Returns what was typed over the line, if nothing else was done meanwhile. */
function typedOverIn({ base, over, session }: Extract<ViMode, { kind: 'replace' }>): Typed | undefined {
  return base === session.start ? { erased: 0, text: over.join('') } : undefined;
}

/** Returns what a session has typed up to a line; undefined where it also changed the line elsewhere. */
function typedSince({ start }: InsertSession, { text, cursor }: Line): Typed | undefined {
  const behind = start.text.slice(start.cursor);
  if (!text.endsWith(behind) || text.length - behind.length !== cursor) return undefined;
  let same = 0;
  while (same < Math.min(start.cursor, cursor) && text[same] === start.text[same]) same++;
  return { erased: start.cursor - same, text: text.slice(same, cursor) };
}
