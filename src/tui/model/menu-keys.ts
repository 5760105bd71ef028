import { chosen, cycle, openMenu, page, preview, take, type Menu } from '../completion/menu.ts';
import type { Command } from '../keys/table.ts';
import { edit, insert, setLine } from '../line/editor.ts';
import { replace } from '../line/line.ts';
import { editCommand, editText, submit } from './edit-keys.ts';
import { type Assist, EDIT, type State, type Step } from './state.ts';

/** How far PageUp and PageDown go. */
const PAGE = 8;

/** Typing filters the menu; a blank takes what is selected. */
export function menuText(state: State, menu: Menu, text: string, assist: Assist): State {
  if (chosen(menu) && text === ' ') return taken(state, menu);
  if (text === '?') return editText({ ...state, mode: EDIT }, text, assist);
  return filtered({ ...state, editor: insert(state.editor, text) }, assist);
}

/** What a command does while the menu is open. */
export function menuCommand(state: State, menu: Menu, command: Command, assist: Assist): Step {
  const step = COMMANDS[command]?.(state, menu, assist);
  if (step) return step;
  const line = chosen(menu) ? preview(menu) : menu.typed;
  return editCommand({ editor: setLine(state.editor, line), mode: EDIT }, command, assist);
}

/** What may stand at the cursor has become known anew: a menu in which nothing is selected yet shows it. */
export function renewed(state: State, assist: Assist): State {
  if (state.mode.kind !== 'menu' || chosen(state.mode.menu)) return state;
  const { typed, isQuestion } = state.mode.menu;
  const completion = assist.complete(typed.text, typed.cursor);
  return completion.candidates.length === 0
    ? state
    : withMenu(state, openMenu(typed, completion, isQuestion));
}

type MenuHandler = (state: State, menu: Menu, assist: Assist) => Step | undefined;

const next: MenuHandler = (state, menu) => ({ state: withMenu(state, cycle(menu, 1)) });
const previous: MenuHandler = (state, menu) => ({ state: withMenu(state, cycle(menu, -1)) });
const takeChosen: MenuHandler = (state, menu) => (chosen(menu) ? { state: taken(state, menu) } : undefined);

/** Commands that are about the menu; those that give nothing here close it and do what they do without it. */
const COMMANDS: Partial<Record<Command, MenuHandler>> = {
  complete: next,
  newer: next,
  'complete-back': previous,
  older: previous,
  'page-down': (state, menu) => ({ state: withMenu(state, page(menu, PAGE)) }),
  'page-up': (state, menu) => ({ state: withMenu(state, page(menu, -PAGE)) }),
  escape: (state) => ({ state: { ...state, mode: EDIT } }),
  run,
  right: takeChosen,
  'line-end': takeChosen,
  'delete-back': (state, menu, assist) => {
    if (menu.isQuestion) return { state: { ...state, mode: EDIT } };
    const editor = edit(state.editor, 'delete-back') ?? state.editor;
    return { state: filtered({ ...state, editor }, assist) };
  },
};

/** With nothing selected the line is half a word at best: the menu closes, and only the next Enter runs it. */
function run(state: State, menu: Menu): Step {
  if (chosen(menu)) return { state: taken(state, menu) };
  if (!menu.isQuestion) return { state: { ...state, mode: EDIT } };
  const { cursor } = menu.typed;
  return submit(state, replace(menu.typed, cursor, cursor, '?').text);
}

function taken(state: State, menu: Menu): State {
  const candidate = chosen(menu);
  const line = candidate ? take(menu.typed, menu.completion, candidate) : menu.typed;
  return { editor: setLine(state.editor, line), mode: EDIT };
}

/** The menu for the line as it is now; closed where nothing is left to choose. */
function filtered(state: State, assist: Assist): State {
  const { line } = state.editor;
  const completion = assist.complete(line.text, line.cursor);
  const [first, second] = completion.candidates;
  const isOver = !first || (!second && first.insert.length === completion.prefix.length);
  const isNextWord = /\s$/.test(line.text.slice(0, line.cursor));
  return isOver || isNextWord ? { ...state, mode: EDIT } : withMenu(state, openMenu(line, completion));
}

function withMenu(state: State, menu: Menu): State {
  return { ...state, mode: { kind: 'menu', menu } };
}
