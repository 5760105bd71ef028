import type { Command } from '../keys/table.ts';
import type { EditCommand } from '../line/editor.ts';
import { cancel, completed, search, submit, tookSuggestion, walked } from './edit-keys.ts';
import {
  type MenuHandler,
  deleteInMenu,
  paged,
  runInMenu,
  selected,
  selectedOrOnly,
  takeChosen,
} from './menu-keys.ts';
import { type Assist, EDIT, type PromptState, type PromptStep } from './prompt.ts';
import { type SearchHandler, chose, choseByPage, takeFound } from './search-keys.ts';

/** A command with nothing open; undefined: it edits the line. */
type EditHandler = (state: PromptState, assist: Assist) => PromptStep | undefined;

/**
 * A command's handlers. Without one for the menu, the menu closes first; without one for the search, the filter is
 * edited.
 */
interface AnyHandlers {
  readonly edit: EditHandler;
  readonly menu: MenuHandler;
  readonly search: SearchHandler;
}

/** At least one place where a command does something. */
type Handlers = Partial<AnyHandlers> & (Pick<AnyHandlers, 'edit'> | Pick<AnyHandlers, 'menu'>);

/** Commands that do the same in every mode: `pressKey` has them. */
export type AnywhereCommand = 'panel' | 'suspend';

type OtherCommand = Exclude<Command, EditCommand | AnywhereCommand>;

const clear = (state: PromptState): PromptStep => ({ state, effect: { kind: 'clear' } });
const close = (state: PromptState): PromptStep => ({ state: { ...state, mode: EDIT } });

/** The handlers of every command that does more than edit the line: one without does not compile. */
const HANDLERS: Readonly<Record<OtherCommand, Handlers> & Partial<Record<EditCommand, Handlers>>> = {
  run: { edit: (state) => submit(state, state.editor.line.text), menu: runInMenu, search: takeFound },
  complete: {
    edit: (state, assist) => ({ state: completed(state, assist) }),
    menu: selectedOrOnly,
    search: takeFound,
  },
  'complete-back': { menu: selected(-1) },
  help: {
    edit: (state) => ({ ...close(state), effect: { kind: 'help', line: state.editor.line.text } }),
  },
  cancel: { edit: cancel, search: cancel },
  'delete-or-leave': {
    edit: (state) => (state.editor.line.text === '' ? { state, effect: { kind: 'leave' } } : undefined),
  },
  'clear-screen': { edit: clear, search: clear },
  escape: { edit: close, menu: close, search: close },
  older: {
    edit: (state, assist) => ({ state: walked(state, 1, assist) }),
    menu: selected(-1),
    search: chose(-1),
  },
  newer: {
    edit: (state, assist) => ({ state: walked(state, -1, assist) }),
    menu: selected(1),
    search: chose(1),
  },
  search: { edit: search, search: chose(1) },
  'page-up': { menu: paged(-1), search: choseByPage(-1) },
  'page-down': { menu: paged(1), search: choseByPage(1) },
  right: { edit: (state, assist) => tookSuggestion(state, 'all', assist), menu: takeChosen },
  'word-right': { edit: (state, assist) => tookSuggestion(state, 'word', assist) },
  'line-end': { edit: (state, assist) => tookSuggestion(state, 'all', assist), menu: takeChosen },
  'delete-back': { menu: deleteInMenu },
  literal: { edit: (state) => ({ state: { ...state, mode: { kind: 'edit', isLiteral: true } } }) },
};

/** Returns the handlers of a command; none for one that only edits the line. */
export function handlersOf(command: Exclude<Command, AnywhereCommand>): Partial<AnyHandlers> {
  return HANDLERS[command] ?? {};
}
