import { hasOpenQuote } from '../../language/token.ts';
import { completeCommon } from '../completion/common.ts';
import { openMenu, take } from '../completion/menu.ts';
import { type Navigation, navigate, navigatedLine, startNavigation } from '../history/navigation.ts';
import { startSearch } from '../history/search.ts';
import { freshEditor, insert, setLine } from '../line/editor.ts';
import { lineOf } from '../line/line.ts';
import { wordEnd } from '../line/words.ts';
import { freshVi } from './vi/vi.ts';
import { type Assist, EDIT, type PromptState, type PromptStep } from './prompt.ts';
import { suggest } from './suggest.ts';

/** Types text on the line; a `?` where a word may begin lists what may come next. */
export function editText(state: PromptState, text: string, assist: Assist): PromptState {
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
  return { ...state, editor: insert(state.editor, text), mode: EDIT };
}

/** Gives the line up; it stays on the screen, marked by `^C`. */
export function cancel(state: PromptState): PromptStep {
  return { state: cleared(state), effect: { kind: 'cancel', line: state.editor.line.text } };
}

/** Opens the search through the history, with the typed line as its filter. */
export function search(state: PromptState, assist: Assist): PromptStep {
  const opened = startSearch(assist.history, state.editor.line.text);
  return { state: { ...state, mode: { kind: 'search', search: opened } } };
}

/** Empties the prompt and runs a line. */
export function submit(state: PromptState, line: string): PromptStep {
  return { state: cleared(state), effect: { kind: 'run', lines: [line], isSure: false } };
}

/** Returns the prompt with nothing typed. */
export function cleared(state: PromptState): PromptState {
  return { ...state, editor: freshEditor(state.editor), mode: EDIT, vi: state.vi && freshVi(state.vi) };
}

/** Completes the word as far as it is certain, then opens the menu; a line of another context gets its context. */
export function completed(state: PromptState, assist: Assist): PromptState {
  const { line } = state.editor;
  const completion = assist.complete(line.text, line.cursor);
  const [first, second] = completion.candidates;
  const elsewhere = !first || line.text === '' ? assist.elsewhere?.(line.text) : undefined;
  if (elsewhere !== undefined)
    return { ...state, editor: setLine(state.editor, lineOf(elsewhere)), mode: EDIT };
  if (!first) return { ...state, mode: EDIT };
  if (!second) return { ...state, editor: setLine(state.editor, take(line, completion, first)), mode: EDIT };
  const common = completeCommon(line, completion);
  if (!common) return { ...state, mode: { kind: 'menu', menu: openMenu(line, completion) } };
  const again = assist.complete(common.text, common.cursor);
  const editor = setLine(state.editor, common);
  return {
    ...state,
    editor,
    mode: again.candidates.length > 1 ? { kind: 'menu', menu: openMenu(common, again) } : EDIT,
  };
}

/** Puts an older (1) or newer (-1) line of the history on the prompt. */
export function walked(state: PromptState, step: 1 | -1, assist: Assist): PromptState {
  const running = state.mode.kind === 'edit' ? state.mode.walk : undefined;
  const walk: Navigation = running ?? startNavigation(assist.history, state.editor.line);
  const next = navigate(walk, step);
  if (!next) return { ...state, mode: { kind: 'edit', walk } };
  return { ...state, editor: setLine(state.editor, navigatedLine(next)), mode: { kind: 'edit', walk: next } };
}

/** Takes the suggestion, or its first word; undefined where there is none. */
export function tookSuggestion(
  state: PromptState,
  amount: 'all' | 'word',
  assist: Assist,
): PromptStep | undefined {
  const rest = suggest(state, assist);
  if (rest === undefined) return undefined;
  const { line } = state.editor;
  const whole = line.text + rest;
  const end = amount === 'word' ? wordEnd(whole, line.cursor) : whole.length;
  return { state: { ...state, editor: setLine(state.editor, lineOf(whole.slice(0, end))), mode: EDIT } };
}
