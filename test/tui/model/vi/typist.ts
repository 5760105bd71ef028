import { type Key, chord, text } from '../../../../src/tui/keys/key.ts';
import { NEW_EDITOR } from '../../../../src/tui/line/editor.ts';
import { lineOf } from '../../../../src/tui/line/line.ts';
import { type Assist, EMPTY_PROMPT, type PromptState } from '../../../../src/tui/model/prompt.ts';
import { pressInMode } from '../../../../src/tui/model/vi/press.ts';
import { NORMAL, viOver } from '../../../../src/tui/model/vi/vi.ts';
import { smallSession } from '../../fixtures/session.ts';

const shell = smallSession();

/** The shell's help with a line, over the small schema. */
export const assist: Assist = {
  history: ['interface portproxy', 'show all', 'show helper', '漢字', 'interface portproxy add v4tov4 80'],
  complete: (line, cursor) => shell.complete(line, cursor),
};

/** Returns the keys that a text writes: chords in angle brackets (`<Escape>`), all else typed one by one. */
export function keysIn(written: string): Key[] {
  return [...written.matchAll(/<([A-Z][\w-]+)>|[^]/gu)].map(([all, name]) =>
    name === undefined ? text(all) : chord(name),
  );
}

/** A prompt in normal mode with a line, `|` before the character on which the cursor stands. */
export function normalOn(line: string): PromptState {
  const editor = { ...NEW_EDITOR, line: lineOf(line.replace('|', ''), line.indexOf('|')) };
  return { ...EMPTY_PROMPT, editor, vi: { ...viOver(editor), mode: NORMAL } };
}

/** Returns the prompt after keys. */
export function press(state: PromptState, keys: readonly Key[]): PromptState {
  return keys.reduce((now, key) => pressInMode(now, key, assist).state, state);
}

/** The line of a prompt, `|` where the cursor stands. */
export function shown({ editor }: PromptState): string {
  const { text: typed, cursor } = editor.line;
  return `${typed.slice(0, cursor)}|${typed.slice(cursor)}`;
}

/** The line after keys in normal mode. */
export function after(line: string, keys: string): string {
  return shown(press(normalOn(line), keysIn(keys)));
}
