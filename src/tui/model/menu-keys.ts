import { chosen, cycle, openMenu, page, preview, take, type Menu } from '../completion/menu.ts';
import { edit, insert, setLine } from '../line/editor.ts';
import { replace } from '../line/line.ts';
import { editText, submit } from './edit-keys.ts';
import { type Assist, EDIT, pageRows, type PromptState, type PromptStep } from './prompt.ts';

/** Typing goes on from the line as it is shown and filters the menu; a blank takes what is selected. */
export function menuText(state: PromptState, menu: Menu, text: string, assist: Assist): PromptState {
  if (chosen(menu) && text === ' ') return taken(state, menu);
  const shown = closed(state, menu);
  if (text === '?') return editText(shown, text, assist);
  return filtered({ ...shown, editor: insert(shown.editor, text) }, assist);
}

/** Closes the menu; the line is as it was shown, with the selected candidate in it. */
export function closed(state: PromptState, menu: Menu): PromptState {
  return { ...state, editor: setLine(state.editor, chosen(menu) ? preview(menu) : menu.typed), mode: EDIT };
}

/** Moves the selection to the next (1) or previous (-1) candidate, around the ends. */
export function selected(step: 1 | -1): MenuHandler {
  return (state, menu) => ({ state: withMenu(state, cycle(menu, step)) });
}

/** Moves the selection by a page, down (1) or up (-1). */
export function paged(step: 1 | -1): MenuHandler {
  return (state, menu, assist) => ({ state: withMenu(state, page(menu, step * pageRows(assist))) });
}

/** Moves the selection to the next candidate; a menu with one candidate has nothing to choose, so that is taken. */
export const selectedOrOnly: MenuHandler = (state, menu, assist) =>
  menu.completion.candidates.length === 1
    ? { state: taken(state, cycle(menu, 1)) }
    : selected(1)(state, menu, assist);

/** Takes the selected candidate; undefined where none is selected. */
export const takeChosen: MenuHandler = (state, menu) =>
  chosen(menu) ? { state: taken(state, menu) } : undefined;

/** Deletes a character of the line as it is shown and filters the menu anew; closes a menu that a `?` opened. */
export const deleteInMenu: MenuHandler = (state, menu, assist) => {
  if (menu.isQuestion) return { state: { ...state, mode: EDIT } };
  const shown = closed(state, menu);
  const editor = edit(shown.editor, 'delete-back') ?? shown.editor;
  return { state: filtered({ ...shown, editor }, assist) };
};

/** Shows new facts in an open menu in which nothing is selected yet. */
export function renewed(state: PromptState, assist: Assist): PromptState {
  if (state.mode.kind !== 'menu' || chosen(state.mode.menu)) return state;
  const { typed, isQuestion } = state.mode.menu;
  const completion = assist.complete(typed.text, typed.cursor);
  return completion.candidates.length === 0
    ? state
    : withMenu(state, openMenu(typed, completion, isQuestion));
}

/** A command while the menu is open; undefined: the menu closes, and the command does what it does without one. */
export type MenuHandler = (state: PromptState, menu: Menu, assist: Assist) => PromptStep | undefined;

/** Takes the selected candidate. With none the line is half a word at best: the menu closes, and the next Enter runs it. */
export function runInMenu(state: PromptState, menu: Menu): PromptStep {
  if (chosen(menu)) return { state: taken(state, menu) };
  if (!menu.isQuestion) return { state: { ...state, mode: EDIT } };
  const { cursor } = menu.typed;
  return submit(state, replace(menu.typed, cursor, cursor, '?').text);
}

function taken(state: PromptState, menu: Menu): PromptState {
  const candidate = chosen(menu);
  const line = candidate ? take(menu.typed, menu.completion, candidate) : menu.typed;
  return { ...state, editor: setLine(state.editor, line), mode: EDIT };
}

/** The menu for the line as it is now; closed where nothing is left to choose. */
function filtered(state: PromptState, assist: Assist): PromptState {
  const { line } = state.editor;
  const completion = assist.complete(line.text, line.cursor);
  const [first, second] = completion.candidates;
  const isOver = !first || (!second && first.insert.length === completion.prefix.length);
  const isNextWord = /\s$/.test(line.text.slice(0, line.cursor));
  return isOver || isNextWord ? { ...state, mode: EDIT } : withMenu(state, openMenu(line, completion));
}

function withMenu(state: PromptState, menu: Menu): PromptState {
  return { ...state, mode: { kind: 'menu', menu } };
}
