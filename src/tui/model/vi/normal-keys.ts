import type { ViRequest } from '../../keys/vi/parse.ts';
import { setLine } from '../../line/editor.ts';
import { graphemes } from '../../line/graphemes.ts';
import { moveTo } from '../../line/line.ts';
import { findOf } from '../../line/vi/find.ts';
import { type MotionCall, goTo } from '../../line/vi/motions.ts';
import { operate } from '../../line/vi/operators.ts';
import { rangeOf } from '../../line/vi/range.ts';
import { type Assist, EDIT, type PromptState } from '../prompt.ts';
import { beginInsert, endInsert, typeAgain } from './insert-session.ts';
import { NORMAL_COMMANDS } from './normal-commands.ts';
import { typedOver } from './replace-keys.ts';
import { NORMAL, type Vi } from './vi.ts';

/** Carries out what keys of normal mode ask for. */
export function carryOutNormal(state: PromptState, vi: Vi, request: ViRequest, assist: Assist): PromptState {
  const before: PromptState = { ...state, mode: EDIT, vi: { ...vi, mode: NORMAL } };
  switch (request.kind) {
    case 'go':
      return gone(before, vi, request);
    case 'operate':
      return operated(before, vi, request);
    case 'visual':
      return before;
    case 'command':
      if (request.command === 'repeat') return repeated(before, vi, request.count, assist);
      return NORMAL_COMMANDS[request.command](state, vi, request, assist);
  }
}

/** Remembers the search for a character that a request makes. */
export function rememberFind(vi: Vi, request: ViRequest): Vi {
  if (request.kind !== 'go' && request.kind !== 'operate') return vi;
  const { target } = request;
  const find = target?.kind === 'motion' ? findOf(target.motion, target.character) : undefined;
  return find ? { ...vi, find } : vi;
}

/** Returns how a motion of a request is called. */
export function callOf(vi: Vi, { count }: ViRequest, character?: string): MotionCall {
  return { count, character, lastFind: vi.find };
}

function gone(state: PromptState, vi: Vi, request: Extract<ViRequest, { kind: 'go' }>): PromptState {
  const { target } = request;
  if (target.kind !== 'motion') return state;
  const { text, cursor } = state.editor.line;
  const to = goTo(text, cursor, target.motion, callOf(vi, request, target.character));
  if (to === undefined) return state;
  return { ...state, editor: setLine(state.editor, moveTo(state.editor.line, to)) };
}

function operated(state: PromptState, vi: Vi, request: Extract<ViRequest, { kind: 'operate' }>): PromptState {
  const { operator, target } = request;
  const { editor } = state;
  const range = target && rangeOf(editor.line, operator, target, callOf(vi, request));
  if (!range) return state;
  const done = operate(editor, operator, range);
  if (operator === 'change') return beginInsert({ ...state, editor: done }, vi, { before: editor, request });
  if (operator === 'copy') {
    // The cursor goes to the start of what was copied, but `yy` leaves it where it is.
    const isLine = target.kind === 'line';
    return { ...state, editor: isLine ? setLine(done, editor.line) : done };
  }
  return { ...state, editor: done, vi: { ...vi, mode: NORMAL, change: { request } } };
}

/** Makes the last change again; a count takes the place of its own. */
function repeated(state: PromptState, vi: Vi, count: number | undefined, assist: Assist): PromptState {
  const { change } = vi;
  if (!change) return state;
  const request = count === undefined ? change.request : { ...change.request, count };
  const begun = carryOutNormal(state, vi, request, assist);
  const mode = begun.vi?.mode;
  if (!begun.vi || !change.typed || (mode?.kind !== 'insert' && mode?.kind !== 'replace')) return begun;
  const editor =
    mode.kind === 'replace'
      ? setLine(begun.editor, typedOver(mode.base, graphemes(change.typed.text)))
      : typeAgain(begun.editor, change.typed);
  return endInsert({ ...begun, editor }, begun.vi);
}
