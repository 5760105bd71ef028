import { type Key, chord, text } from '../keys/key.ts';
import { type Command, commandOf } from '../keys/table.ts';
import { edit } from '../line/editor.ts';
import { askKey } from './ask-keys.ts';
import { editText } from './edit-keys.ts';
import { type AnywhereCommand, handlersOf } from './handlers.ts';
import { closed, menuText } from './menu-keys.ts';
import { paste, pastedKey } from './pasted-keys.ts';
import { type Assist, EDIT, type PromptState, type PromptStep } from './prompt.ts';
import { editQuery, searchText } from './search-keys.ts';

/** Returns the prompt after a key, and what the key asks for. Never throws. */
export function pressKey(state: PromptState, key: Key, assist: Assist): PromptStep {
  const command = key.kind === 'chord' ? commandOf(key.chord) : undefined;
  if (command === 'panel' || command === 'suspend') return { state, effect: { kind: command } };
  if (state.mode.kind === 'ask') return askKey(state, state.mode, key);
  if (state.mode.kind === 'pasted') return pastedKey(state, state.mode, key, assist);
  switch (key.kind) {
    case 'paste':
      if (state.mode.kind === 'menu') return paste(closed(state, state.mode.menu), key.text);
      if (state.mode.kind !== 'search') return paste(state, key.text);
      return { state: searchText(state, state.mode.search, key.text.trim(), assist) };
    case 'text':
      return { state: typed(state, key.text, assist) };
    case 'answer':
      return { state };
    case 'chord':
      if (command) return carryOut(state, command, assist);
      return pressSeparately(state, key, assist);
  }
}

/** Text that came in one piece is taken as if typed one by one where a single character matters. */
function typed(state: PromptState, value: string, assist: Assist): PromptState {
  let now = state;
  for (const piece of value.match(/[^? ]+|[? ]/g) ?? []) {
    switch (now.mode.kind) {
      case 'menu':
        now = menuText(now, now.mode.menu, piece, assist);
        break;
      case 'search':
        now = searchText(now, now.mode.search, piece, assist);
        break;
      case 'edit':
      case 'pasted':
      case 'ask':
        now = editText(now, piece, assist);
        break;
    }
  }
  return now;
}

function carryOut(
  state: PromptState,
  command: Exclude<Command, AnywhereCommand>,
  assist: Assist,
): PromptStep {
  const handlers = handlersOf(command);
  const { mode } = state;
  if (mode.kind === 'search') {
    return (
      handlers.search?.(state, mode.search, assist) ?? {
        state: editQuery(state, mode.search, command, assist),
      }
    );
  }
  const inMenu = mode.kind === 'menu' ? handlers.menu?.(state, mode.menu, assist) : undefined;
  if (inMenu) return inMenu;
  const open = mode.kind === 'menu' ? closed(state, mode.menu) : state;
  return (
    handlers.edit?.(open, assist) ?? {
      state: { ...open, editor: edit(open.editor, command) ?? open.editor, mode: EDIT },
    }
  );
}

/** Presses Escape and the key apart where nothing is bound to Alt and the key: a terminal sends both the same. */
function pressSeparately(
  state: PromptState,
  { chord: name, typed: character }: Extract<Key, { kind: 'chord' }>,
  assist: Assist,
): PromptStep {
  const other = name.replace('Alt-', '');
  const isBound = other !== name && commandOf(other) !== undefined;
  if (character === undefined && !isBound) return { state };
  const rest = character === undefined ? chord(other) : text(character);
  return pressKey(pressKey(state, chord('Escape'), assist).state, rest, assist);
}
