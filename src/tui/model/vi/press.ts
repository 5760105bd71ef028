import { type Key, chord, text } from '../../keys/key.ts';
import { type Command, commandOf } from '../../keys/table.ts';
import { parseVi } from '../../keys/vi/parse.ts';
import { setLine } from '../../line/editor.ts';
import { graphemes, nextBoundary, previousBoundary } from '../../line/graphemes.ts';
import { moveTo } from '../../line/line.ts';
import { pressKey } from '../press.ts';
import { type Assist, EDIT, type PromptState, type PromptStep } from '../prompt.ts';
import { beginInsert, endInsert } from './insert-session.ts';
import { carryOutNormal, rememberFind } from './normal-keys.ts';
import { replaceKey } from './replace-keys.ts';
import { carryOutVisual } from './visual-keys.ts';
import { NORMAL, type Vi, type ViMode } from './vi.ts';

/** Commands of the line editor that do in normal mode what they do in insert mode. */
const SHELL_COMMANDS: ReadonlySet<Command> = new Set<Command>([
  'run',
  'help',
  'cancel',
  'delete-or-leave',
  'panel',
  'suspend',
  'clear-screen',
  'older',
  'newer',
]);

/** Returns the prompt after a key, in vi's modes where vi editing is on, and what the key asks for. Never throws. */
export function pressInMode(state: PromptState, key: Key, assist: Assist): PromptStep {
  const { vi } = state;
  if (!vi) return pressKey(state, key, assist);
  const isTyping = state.mode.kind !== 'ask' && state.mode.kind !== 'pasted';
  if (isTyping && key.kind === 'chord' && key.typed !== undefined) {
    // Escape and a character in quick succession: a terminal sends the same for Alt and the character.
    const escaped = pressInMode(state, chord('Escape'), assist).state;
    return pressInMode(escaped, text(key.typed), assist);
  }
  if (state.mode.kind !== 'edit') return settled(state, pressKey(state, key, assist));
  switch (vi.mode.kind) {
    case 'insert':
    case 'replace':
      return inserted(state, { vi, mode: vi.mode }, key, assist);
    case 'normal':
    case 'visual':
      return key.kind === 'text'
        ? { state: typedInNormal(state, key.text, assist) }
        : pressedInNormal(state, { vi, mode: vi.mode }, key, assist);
  }
}

type Of<K extends ViMode['kind']> = { readonly vi: Vi; readonly mode: Extract<ViMode, { kind: K }> };

function inserted(
  state: PromptState,
  { vi, mode }: Of<'insert' | 'replace'>,
  key: Key,
  assist: Assist,
): PromptStep {
  if (isEscape(key)) return { state: endInsert(state, vi) };
  if (mode.kind === 'insert') return pressKey(state, key, assist);
  const over = replaceKey(state, vi, mode, key);
  if (over) return { state: over };
  const step = pressKey(state, key, assist);
  const isOver = step.state.vi?.mode.kind === 'replace';
  if (!isOver) return step;
  const base = step.state.editor.line;
  return { ...step, state: { ...step.state, vi: { ...vi, mode: { ...mode, base, over: [] } } } };
}

/** Text that came in one piece is typed one by one, until insert mode or the search takes the rest. */
function typedInNormal(state: PromptState, value: string, assist: Assist): PromptState {
  const all = graphemes(value);
  let now = state;
  for (let at = 0; at < all.length; at++) {
    const { vi, mode } = now;
    if (!vi || mode.kind !== 'edit' || (vi.mode.kind !== 'normal' && vi.mode.kind !== 'visual')) {
      return pressInMode(now, text(all.slice(at).join('')), assist).state;
    }
    now = keyInNormal(now, { vi, mode: vi.mode }, all[at]!, assist);
  }
  return now;
}

function pressedInNormal(
  state: PromptState,
  of: Of<'normal' | 'visual'>,
  key: Key,
  assist: Assist,
): PromptStep {
  const { vi } = of;
  const normal: PromptState = { ...state, vi: { ...vi, mode: NORMAL } };
  switch (key.kind) {
    case 'text':
    case 'answer':
      return { state };
    case 'paste':
      return settled(normal, onPasted(pressKey(placedToPaste(normal), key, assist)));
    case 'chord': {
      if (isEscape(key)) return { state: onCharacter({ ...normal, mode: EDIT }) };
      if (parseVi([...of.mode.keys, key.chord], of.mode.kind).kind !== 'nothing') {
        return { state: keyInNormal(state, of, key.chord, assist) };
      }
      const command = commandOf(key.chord);
      if (command === 'complete') {
        const { line } = state.editor;
        const behind = setLine(state.editor, moveTo(line, nextBoundary(line.text, line.cursor)));
        const begun = beginInsert({ ...normal, editor: behind }, vi, { before: state.editor });
        return pressKey(begun, key, assist);
      }
      return command && SHELL_COMMANDS.has(command)
        ? settled(normal, pressKey(normal, key, assist))
        : { state: normal };
    }
  }
}

/** Adds a key to those of the command being typed, and carries the command out when it is whole. */
function keyInNormal(
  state: PromptState,
  { vi, mode }: Of<'normal' | 'visual'>,
  key: string,
  assist: Assist,
): PromptState {
  const keys = [...mode.keys, key];
  const parsed = parseVi(keys, mode.kind);
  if (parsed.kind !== 'whole') {
    const left = parsed.kind === 'begun' && keys.length < MAX_KEYS ? keys : [];
    return { ...state, vi: { ...vi, mode: { ...mode, keys: left } } };
  }
  const { request } = parsed;
  const after =
    mode.kind === 'visual'
      ? carryOutVisual(state, vi, mode, request)
      : carryOutNormal(state, vi, request, assist);
  return onCharacter({ ...after, vi: after.vi && rememberFind(after.vi, request) });
}

/** Longer commands are dropped; a count has at most so many digits. */
const MAX_KEYS = 24;

/** In Vim a paste goes behind the cursor, and in the first column before it. */
function placedToPaste(state: PromptState): PromptState {
  const { line } = state.editor;
  const at = line.cursor === 0 ? 0 : nextBoundary(line.text, line.cursor);
  return { ...state, editor: setLine(state.editor, moveTo(line, at)) };
}

/** Puts the cursor onto the last character of a line that was pasted. */
function onPasted(step: PromptStep): PromptStep {
  const { editor, mode } = step.state;
  if (mode.kind !== 'edit') return step;
  const { line } = editor;
  const onLast = setLine(editor, moveTo(line, previousBoundary(line.text, line.cursor)));
  return { ...step, state: { ...step.state, editor: onLast } };
}

/** After a key of the shell: a search that ended can be repeated, and in normal mode the cursor stands on a character. */
function settled(before: PromptState, step: PromptStep): PromptStep {
  const state = onCharacter(step.state);
  const { vi } = state;
  if (!vi || before.mode.kind !== 'search' || state.mode.kind === 'search') return { ...step, state };
  const { query, isOldestFirst } = before.mode.search;
  const search = { query: query.line.text, isOldestFirst };
  return { ...step, state: { ...state, vi: { ...vi, search: query.line.text === '' ? vi.search : search } } };
}

/** In normal and visual mode the cursor stands on a character, not behind the last. */
function onCharacter(state: PromptState): PromptState {
  const { editor, vi, mode } = state;
  const { text: typed, cursor } = editor.line;
  const isOn = vi?.mode.kind === 'normal' || vi?.mode.kind === 'visual';
  if (!isOn || mode.kind !== 'edit' || cursor < typed.length || typed === '') return state;
  return {
    ...state,
    editor: { ...editor, line: moveTo(editor.line, previousBoundary(typed, typed.length)) },
  };
}

function isEscape(key: Key): boolean {
  return key.kind === 'chord' && key.chord === 'Escape';
}
