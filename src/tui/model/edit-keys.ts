import { hasOpenQuote } from '../../language/token.ts';
import { completeCommon } from '../completion/common.ts';
import { openMenu, take } from '../completion/menu.ts';
import { type Navigation, navigate, navigatedLine, startNavigation } from '../history/navigation.ts';
import { startSearch } from '../history/search.ts';
import type { Command } from '../keys/table.ts';
import { edit, freshEditor, insert, setLine } from '../line/editor.ts';
import { lineOf } from '../line/line.ts';
import { wordEnd } from '../line/words.ts';
import { type Assist, EDIT, type State, type Step } from './state.ts';
import { suggest } from './suggest.ts';

/** Types text on the line; a `?` where a word may begin lists what may come next instead. */
export function editText(state: State, text: string, assist: Assist): State {
  const isLiteral = state.mode.kind === 'edit' && state.mode.isLiteral;
  if (text === '?' && !isLiteral) {
    const { line } = state.editor;
    const before = line.text.slice(0, line.cursor);
    if (/(^|\s)$/.test(before) && !/^\S/.test(line.text.slice(line.cursor)) && !hasOpenQuote(before)) {
      const completion = assist.complete(line.text, line.cursor);
      if (completion.candidates.length > 0) {
        return { ...state, mode: { kind: 'menu', menu: openMenu(line, completion, true) } };
      }
    }
  }
  return { editor: insert(state.editor, text), mode: EDIT };
}

/** What a command does while nothing is open. */
export function editCommand(state: State, command: Command, assist: Assist): Step {
  return COMMANDS[command]?.(state, assist) ?? { state: edited(state, command) };
}

/** Commands that are about more than the line; those that give nothing here edit it. */
const COMMANDS: Partial<Record<Command, (state: State, assist: Assist) => Step | undefined>> = {
  run: (state) => submit(state, state.editor.line.text),
  cancel: (state) => ({ state: cleared(state), effect: { kind: 'cancel', line: state.editor.line.text } }),
  'clear-screen': (state) => ({ state, effect: { kind: 'clear' } }),
  help: (state) => ({
    state: { ...state, mode: EDIT },
    effect: { kind: 'help', line: state.editor.line.text },
  }),
  'delete-or-leave': (state) =>
    state.editor.line.text === '' ? { state, effect: { kind: 'leave' } } : undefined,
  literal: (state) => ({ state: { ...state, mode: { kind: 'edit', isLiteral: true } } }),
  complete: (state, assist) => ({ state: completed(state, assist) }),
  older: (state, assist) => ({ state: walked(state, 1, assist) }),
  newer: (state, assist) => ({ state: walked(state, -1, assist) }),
  search: (state, assist) => {
    const search = startSearch(assist.history, state.editor.line.text);
    return { state: { ...state, mode: { kind: 'search', search } } };
  },
  right: (state, assist) => tookSuggestion(state, 'all', assist),
  'line-end': (state, assist) => tookSuggestion(state, 'all', assist),
  'word-right': (state, assist) => tookSuggestion(state, 'word', assist),
};

function edited(state: State, command: Command): State {
  return { editor: edit(state.editor, command) ?? state.editor, mode: EDIT };
}

/** Hands a line over to be run. */
export function submit(state: State, line: string): Step {
  return { state: cleared(state), effect: { kind: 'run', lines: [line], isSure: false } };
}

/** The prompt with nothing typed. */
export function cleared(state: State): State {
  return { editor: freshEditor(state.editor), mode: EDIT };
}

function completed(state: State, assist: Assist): State {
  const { line } = state.editor;
  const completion = assist.complete(line.text, line.cursor);
  const [first, second] = completion.candidates;
  if (!first) return { ...state, mode: EDIT };
  if (!second) return { editor: setLine(state.editor, take(line, completion, first)), mode: EDIT };
  const common = completeCommon(line, completion);
  if (!common) return { ...state, mode: { kind: 'menu', menu: openMenu(line, completion) } };
  const again = assist.complete(common.text, common.cursor);
  const editor = setLine(state.editor, common);
  return {
    editor,
    mode: again.candidates.length > 1 ? { kind: 'menu', menu: openMenu(common, again) } : EDIT,
  };
}

function walked(state: State, step: 1 | -1, assist: Assist): State {
  const running = state.mode.kind === 'edit' ? state.mode.walk : undefined;
  const walk: Navigation = running ?? startNavigation(assist.history, state.editor.line);
  const next = navigate(walk, step);
  if (!next) return { ...state, mode: { kind: 'edit', walk } };
  return { editor: setLine(state.editor, navigatedLine(next)), mode: { kind: 'edit', walk: next } };
}

function tookSuggestion(state: State, amount: 'all' | 'word', assist: Assist): Step | undefined {
  const rest = suggest(state, assist);
  if (rest === undefined) return undefined;
  const { line } = state.editor;
  const whole = line.text + rest;
  const end = amount === 'word' ? wordEnd(whole, line.cursor) : whole.length;
  return { state: { editor: setLine(state.editor, lineOf(whole.slice(0, end))), mode: EDIT } };
}
