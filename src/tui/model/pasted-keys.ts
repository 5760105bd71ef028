import type { Key } from '../keys/key.ts';
import { type Command, commandOf } from '../keys/table.ts';
import { insert } from '../line/editor.ts';
import { printable } from '../line/graphemes.ts';
import { cleared } from './edit-keys.ts';
import { type Assist, EDIT, type Mode, type PromptState, type PromptStep, pageRows } from './prompt.ts';

/** Types one pasted line; shows several first, joined with the text before and behind the cursor. */
export function paste(state: PromptState, text: string): PromptStep {
  const { line } = state.editor;
  const pieces = text.replace(/[\r\n]+$/, '').split(/\r\n|\r|\n/);
  if (pieces.length === 1)
    return { state: { ...state, editor: insert(state.editor, pieces[0]!), mode: EDIT } };
  const whole = pieces.map((piece, at) => {
    const before = at === 0 ? line.text.slice(0, line.cursor) : '';
    const after = at === pieces.length - 1 ? line.text.slice(line.cursor) : '';
    return printable(before + piece + after);
  });
  const lines = whole.filter((piece) => piece.trim() !== '');
  return { state: { ...state, mode: { kind: 'pasted', lines, top: 0 } } };
}

/** Enter runs the pasted lines one by one, Escape drops them; Up, Down and the like scroll, other keys change nothing. */
export function pastedKey(
  state: PromptState,
  mode: Extract<Mode, { kind: 'pasted' }>,
  key: Key,
  assist: Assist,
): PromptStep {
  const { lines } = mode;
  const command = key.kind === 'chord' ? commandOf(key.chord) : undefined;
  if (command === 'run') return { state: cleared(state), effect: { kind: 'run', lines, isSure: true } };
  if (command === 'clear-screen') return { state, effect: { kind: 'clear' } };
  const step = command && scrollStep(command, lines.length, pageRows(assist));
  if (step) return { state: { ...state, mode: { ...mode, top: scrolled(mode, step, assist) } } };
  return { state: command === 'escape' || command === 'cancel' ? { ...state, mode: EDIT } : state };
}

/** Returns by how many lines a command scrolls; undefined for other commands. */
function scrollStep(command: Command, count: number, page: number): number | undefined {
  const steps: Partial<Record<Command, number>> = {
    older: -1,
    newer: 1,
    'page-up': -page,
    'page-down': page,
    'line-start': -count,
    'line-end': count,
  };
  return steps[command];
}

function scrolled(mode: Extract<Mode, { kind: 'pasted' }>, step: number, assist: Assist): number {
  return Math.max(0, Math.min(mode.lines.length - pageRows(assist), mode.top + step));
}
