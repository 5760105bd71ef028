import type { Completion } from '../../language/complete.ts';
import type { Menu } from '../completion/menu.ts';
import type { Navigation } from '../history/navigation.ts';
import type { Search } from '../history/search.ts';
import { type Editor, NEW_EDITOR } from '../line/editor.ts';

/** All that the prompt shows and keeps between two keys. */
export interface State {
  readonly editor: Editor;
  readonly mode: Mode;
}

/** What keys are for at the moment. */
export type Mode =
  | { readonly kind: 'edit'; readonly walk?: Navigation; readonly isLiteral?: boolean }
  | { readonly kind: 'menu'; readonly menu: Menu }
  | { readonly kind: 'search'; readonly search: Search }
  | { readonly kind: 'pasted'; readonly lines: readonly string[] }
  | { readonly kind: 'ask'; readonly question: string; readonly line: string };

/** What the keys need to know of the shell. */
export interface Assist {
  readonly history: readonly string[];
  readonly complete: (line: string, cursor: number) => Completion;
}

/** What the front end is to do after a key. */
export type Effect =
  /** `isSure`: the user has seen what will run and said yes; else a single line may have to be asked about. */
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly isSure: boolean }
  /** Show the line as given up, and a fresh prompt. */
  | { readonly kind: 'cancel'; readonly line: string }
  | { readonly kind: 'help'; readonly line: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'leave' };

/** The next state, and what is to be done. */
export interface Step {
  readonly state: State;
  readonly effect?: Effect;
}

/** Plain editing, nothing open. */
export const EDIT: Mode = { kind: 'edit' };

/** An empty prompt. */
export const START: State = { editor: NEW_EDITOR, mode: EDIT };
