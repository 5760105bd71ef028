import type { Span } from '../../../language/token.ts';
import type { ViRequest, ViTarget } from '../../keys/vi/parse.ts';
import { setLine } from '../../line/editor.ts';
import { graphemes, nextBoundary, previousBoundary } from '../../line/graphemes.ts';
import { type Line, moveTo } from '../../line/line.ts';
import { goTo } from '../../line/vi/motions.ts';
import { objectAt } from '../../line/vi/objects.ts';
import { operate } from '../../line/vi/operators.ts';
import { EDIT, type PromptState } from '../prompt.ts';
import { beginInsert } from './insert-session.ts';
import { callOf } from './normal-keys.ts';
import { NORMAL, type Vi, type ViMode } from './vi.ts';

type Visual = Extract<ViMode, { kind: 'visual' }>;

/** Returns what is selected in visual mode, both ends with it. */
export function selectionOf({ editor, vi }: PromptState): Span | undefined {
  return vi?.mode.kind === 'visual' ? spanOf(editor.line, vi.mode.anchor) : undefined;
}

/** Carries out what keys of visual mode ask for. */
export function carryOutVisual(state: PromptState, vi: Vi, mode: Visual, request: ViRequest): PromptState {
  switch (request.kind) {
    case 'go':
      return selected(state, vi, mode, request);
    case 'operate':
      return operated(state, vi, mode, request);
    case 'visual': {
      if (request.command === 'leave') return { ...state, mode: EDIT, vi: { ...vi, mode: NORMAL } };
      const { line } = state.editor;
      const editor = setLine(state.editor, moveTo(line, mode.anchor));
      return withAnchor({ ...state, editor }, vi, line.cursor);
    }
    case 'command':
      return withAnchor(state, vi, mode.anchor);
  }
}

function selected(
  state: PromptState,
  vi: Vi,
  mode: Visual,
  request: Extract<ViRequest, { kind: 'go' }>,
): PromptState {
  const { target, count } = request;
  const { text, cursor } = state.editor.line;
  const place = (at: number) => setLine(state.editor, moveTo(state.editor.line, at));
  if (target.kind === 'object') {
    const span = objectAt(text, cursor, { ...target, count });
    if (!span || span.start === span.end) return withAnchor(state, vi, mode.anchor);
    return withAnchor({ ...state, editor: place(previousBoundary(text, span.end)) }, vi, span.start);
  }
  const to = goTo(text, cursor, target.motion, callOf(vi, request, target.character));
  return withAnchor(to === undefined ? state : { ...state, editor: place(to) }, vi, mode.anchor);
}

/** `.` does the same to as many characters from the cursor on. */
function operated(
  state: PromptState,
  vi: Vi,
  { anchor }: Visual,
  { operator }: Extract<ViRequest, { kind: 'operate' }>,
): PromptState {
  const before = state.editor;
  const span = spanOf(before.line, anchor);
  const editor = operate(before, operator, span);
  const count = graphemes(before.line.text.slice(span.start, span.end)).length;
  const target: ViTarget = { kind: 'motion', motion: 'right' };
  const request: ViRequest = { kind: 'operate', operator, target, count };
  if (operator === 'change') return beginInsert({ ...state, editor }, vi, { before, request });
  const change = operator === 'copy' ? vi.change : { request };
  return { ...state, editor, mode: EDIT, vi: { ...vi, mode: NORMAL, change } };
}

function withAnchor(state: PromptState, vi: Vi, anchor: number): PromptState {
  return { ...state, mode: EDIT, vi: { ...vi, mode: { kind: 'visual', keys: [], anchor } } };
}

function spanOf({ text, cursor }: Line, anchor: number): Span {
  const [start, last] = [Math.min(anchor, cursor), Math.max(anchor, cursor)];
  return { start, end: nextBoundary(text, last) };
}
