import type { Key } from '../keys/key.ts';
import { commandOf } from '../keys/table.ts';
import { insert } from '../line/editor.ts';
import { printable } from '../line/graphemes.ts';
import { cleared } from './edit-keys.ts';
import { EDIT, type PromptState, type PromptStep } from './prompt.ts';

/** Types one pasted line; shows several first, joined with the text before and behind the cursor. */
export function paste(state: PromptState, text: string): PromptStep {
  const { line } = state.editor;
  const pieces = text.replace(/[\r\n]+$/, '').split(/\r\n|\r|\n/);
  if (pieces.length === 1) return { state: { editor: insert(state.editor, pieces[0]!), mode: EDIT } };
  const whole = pieces.map((piece, at) => {
    const before = at === 0 ? line.text.slice(0, line.cursor) : '';
    const after = at === pieces.length - 1 ? line.text.slice(line.cursor) : '';
    return printable(before + piece + after);
  });
  const lines = whole.filter((piece) => piece.trim() !== '');
  return { state: { ...state, mode: { kind: 'pasted', lines } } };
}

/** Enter runs the pasted lines one by one, Escape drops them; other keys change nothing. */
export function pastedKey(state: PromptState, lines: readonly string[], key: Key): PromptStep {
  const command = key.kind === 'chord' ? commandOf(key.chord) : undefined;
  if (command === 'run') return { state: cleared(state), effect: { kind: 'run', lines, isSure: true } };
  if (command === 'clear-screen') return { state, effect: { kind: 'clear' } };
  return { state: command === 'escape' || command === 'cancel' ? { ...state, mode: EDIT } : state };
}
