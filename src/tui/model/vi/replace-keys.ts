import type { Key } from '../../keys/key.ts';
import { means } from '../../keys/table.ts';
import { setLine } from '../../line/editor.ts';
import { graphemes, nextBoundary, printable } from '../../line/graphemes.ts';
import { type Line, lineOf, replace } from '../../line/line.ts';
import { EDIT, type PromptState } from '../prompt.ts';
import type { Vi, ViMode } from './vi.ts';

type Replacing = Extract<ViMode, { kind: 'replace' }>;

/** Types over the line; Backspace brings back what was there. Undefined: the key does what it does in insert mode. */
export function replaceKey(state: PromptState, vi: Vi, mode: Replacing, key: Key): PromptState | undefined {
  if (key.kind === 'text') {
    return withOver(state, vi, mode, [...mode.over, ...graphemes(printable(key.text))]);
  }
  if (!means(key, 'delete-back') || mode.over.length === 0) return undefined;
  return withOver(state, vi, mode, mode.over.slice(0, -1));
}

/** Returns a line with a text typed over it from the cursor on. */
export function typedOver(base: Line, over: readonly string[]): Line {
  let end = base.cursor;
  for (let left = over.length; left > 0; left--) end = nextBoundary(base.text, end);
  return replace(lineOf(base.text, base.cursor), base.cursor, end, over.join(''));
}

function withOver(state: PromptState, vi: Vi, mode: Replacing, over: readonly string[]): PromptState {
  const editor = setLine(state.editor, typedOver(mode.base, over));
  return { ...state, editor, mode: EDIT, vi: { ...vi, mode: { ...mode, over } } };
}
