import { type Key, chord, text } from '../keys/key.ts';
import { commandOf } from '../keys/table.ts';
import { askKey } from './ask-keys.ts';
import { editCommand, editText } from './edit-keys.ts';
import { menuCommand, menuText } from './menu-keys.ts';
import { paste, pastedKey } from './pasted-keys.ts';
import { searchCommand, searchText } from './search-keys.ts';
import type { Assist, State, Step } from './state.ts';

/** What a key does. Never throws. */
export function update(state: State, key: Key, assist: Assist): Step {
  if (state.mode.kind === 'ask') return askKey(state, state.mode, key);
  if (state.mode.kind === 'pasted') return pastedKey(state, state.mode.lines, key);
  switch (key.kind) {
    case 'paste':
      if (state.mode.kind !== 'search') return paste(state, key.text);
      return { state: searchText(state, state.mode.search, key.text.trim(), assist) };
    case 'text':
      return { state: typed(state, key.text, assist) };
    case 'answer':
      return { state };
    case 'chord':
      return pressed(state, key, assist);
  }
}

/** Text that came in one piece is taken as if typed one by one where a single character matters. */
function typed(state: State, value: string, assist: Assist): State {
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

function pressed(state: State, key: Extract<Key, { kind: 'chord' }>, assist: Assist): Step {
  const command = commandOf(key.chord);
  if (!command) {
    const parts = escapeAndKey(key);
    return parts ? update(update(state, parts[0], assist).state, parts[1], assist) : { state };
  }
  switch (state.mode.kind) {
    case 'menu':
      return menuCommand(state, state.mode.menu, command, assist);
    case 'search':
      return searchCommand(state, state.mode.search, command, assist);
    case 'edit':
    case 'pasted':
    case 'ask':
      return editCommand(state, command, assist);
  }
}

/** A terminal sends Alt and a key as it sends Escape and that key: where nothing is bound to the one, it is the other. */
function escapeAndKey({ chord: name, typed }: Extract<Key, { kind: 'chord' }>): [Key, Key] | undefined {
  if (typed !== undefined) return [chord('Escape'), text(typed)];
  const other = name.replace('Alt-', '');
  return other !== name && commandOf(other) ? [chord('Escape'), chord(other)] : undefined;
}
