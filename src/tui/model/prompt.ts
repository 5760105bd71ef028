import type { Completion } from '../../language/complete.ts';
import type { Menu } from '../completion/menu.ts';
import type { Navigation } from '../history/navigation.ts';
import type { Search } from '../history/search.ts';
import { type Editor, NEW_EDITOR } from '../line/editor.ts';
import type { Vi } from './vi/vi.ts';

/** The line being typed, and what is open around it. */
export interface PromptState {
  readonly editor: Editor;
  readonly mode: Mode;
  /** The modal side of vi editing; undefined: keys are those of Emacs. */
  readonly vi?: Vi | undefined;
}

/** The mode of the prompt, by which keys are understood. */
export type Mode =
  | { readonly kind: 'edit'; readonly walk?: Navigation; readonly isLiteral?: boolean }
  | { readonly kind: 'menu'; readonly menu: Menu }
  | { readonly kind: 'search'; readonly search: Search }
  /** `top`: index of the first line on the screen. */
  | { readonly kind: 'pasted'; readonly lines: readonly string[]; readonly top: number }
  /** `isDropped`: with any other answer than yes nothing is left of the line. */
  | {
      readonly kind: 'ask';
      readonly question: string;
      readonly line: string;
      readonly isDropped?: true;
    };

/** The shell's help with a line. */
export interface Assist {
  /** Lines typed before, oldest first. */
  readonly history: readonly string[];
  readonly complete: (line: string, cursor: number) => Completion;
  /** Returns a wrong line, or where it is empty the last one, as it runs in the context that has it. */
  readonly elsewhere?: (line: string) => string | undefined;
  /** Items of an open list that are on the screen, by which PageUp and PageDown go. */
  readonly page?: number | undefined;
}

/** A key's request beyond the prompt. */
export type PromptEffect =
  /** `isSure`: the user has seen the lines and said yes; else a single line may need a question first. */
  | { readonly kind: 'run'; readonly lines: readonly string[]; readonly isSure: boolean }
  /** Leave the line on the screen as given up. */
  | { readonly kind: 'cancel'; readonly line: string }
  /** Show the full help of the command on the line. */
  | { readonly kind: 'help'; readonly line: string }
  | { readonly kind: 'clear' }
  /** Show the panel, or hide it. */
  | { readonly kind: 'panel' }
  /** Stop the process until the user continues it. */
  | { readonly kind: 'suspend' }
  | { readonly kind: 'leave' };

/** The prompt after a key, and what the key asks for. */
export interface PromptStep {
  readonly state: PromptState;
  readonly effect?: PromptEffect;
}

/** Plain editing, nothing open. */
export const EDIT: Mode = { kind: 'edit' };

/** A prompt with nothing typed. */
export const EMPTY_PROMPT: PromptState = { editor: NEW_EDITOR, mode: EDIT };

/** PageUp and PageDown go so many items where nobody knows how many are on the screen. */
const PAGE = 8;

/** Returns by how many items PageUp and PageDown go. */
export function pageRows({ page }: Assist): number {
  return Math.max(1, page ?? PAGE);
}
