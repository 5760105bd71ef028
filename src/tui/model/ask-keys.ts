import type { Key } from '../keys/key.ts';
import { cleared } from './edit-keys.ts';
import { lineOf } from '../line/line.ts';
import { setLine } from '../line/editor.ts';
import { EDIT, type Mode, type PromptState, type PromptStep } from './prompt.ts';

/** Asks a question about a line, which stays on the prompt; `isDropped`: only until it is answered. */
export function ask(state: PromptState, question: string, line: string, isDropped = false): PromptState {
  return {
    ...state,
    editor: setLine(state.editor, lineOf(line)),
    mode: { kind: 'ask', question, line, ...(isDropped && { isDropped }) },
  };
}

/** Answers the question: `y` runs the line, any other key leaves it on the prompt, or drops it. */
export function askKey(state: PromptState, mode: Extract<Mode, { kind: 'ask' }>, key: Key): PromptStep {
  const isYes = key.kind === 'text' && /^y(es)?$/i.test(key.text);
  if (isYes) return { state: cleared(state), effect: { kind: 'run', lines: [mode.line], isSure: true } };
  return { state: mode.isDropped ? cleared(state) : { ...state, mode: EDIT } };
}
