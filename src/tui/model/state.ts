import type { Key } from '../keys/key.ts';
import type { Editing } from '../../language/editing.ts';
import { NEW_VI } from './vi/vi.ts';
import { EMPTY_PROMPT, type PromptState } from './prompt.ts';

/** All that the interactive shell keeps between two messages. */
export interface State {
  readonly prompt: PromptState;
  readonly work: Work;
  /** Keys pressed while something is under way. */
  readonly typedAhead: readonly Key[];
  /** Number of commands run so far; each may change the table. */
  readonly commands: number;
  /** `commands` at the time of the facts that are known; another number means that they are stale. */
  readonly factsOf: number;
  /** The history was read right before the last key. */
  readonly isHistoryFresh: boolean;
  /** The user was told why the history is not kept. */
  readonly isProblemTold: boolean;
  readonly isPanelOn: boolean;
}

/** The work under way. */
export type Work =
  /** The screen is being opened. */
  | { readonly kind: 'opening' }
  | { readonly kind: 'idle' }
  /** The next key waits for facts or for the history. */
  | { readonly kind: 'reading'; readonly what: 'facts' | 'history' }
  /** A line may need a question, for which the facts are being read. */
  | { readonly kind: 'awaiting-facts'; readonly lines: readonly string[] }
  /** The shell is asked whether a line needs a question. */
  | { readonly kind: 'asking'; readonly lines: readonly string[] }
  | Running
  /** The terminal's size has changed. */
  | { readonly kind: 'redrawing' }
  | { readonly kind: 'over' };

/** Lines that run one after another. */
export interface Running {
  readonly kind: 'running';
  readonly lines: readonly string[];
  /** Index of the line that runs. */
  readonly at: number;
  /** The name that this line may have meant. */
  readonly near?: string | undefined;
  /** Lines that failed, with their numbers. */
  readonly failed: readonly string[];
  readonly purpose: 'typed' | 'help' | 'leave';
}

/** An event for the shell. */
export type Message =
  /** The screen is open. */
  | { readonly kind: 'opened' }
  | { readonly kind: 'keys'; readonly keys: readonly Key[] }
  /** `commands`: their number when reading began; `problem`: why the history is not kept. */
  | { readonly kind: 'facts-read'; readonly commands: number; readonly problem?: string | undefined }
  | { readonly kind: 'history-read' }
  /** `of`: the work that asked. */
  | {
      readonly kind: 'asked';
      readonly of: Work;
      readonly question?: string | undefined;
      /** Lines that are shown before the question. */
      readonly preview?: readonly string[];
    }
  | ({ readonly kind: 'line-ended' } & LineEnd)
  /** A line wants the panel on or off; undefined: the other of both. */
  | { readonly kind: 'panel'; readonly isOn: boolean | undefined }
  /** The keys of the line are those of another editor from now on. */
  | { readonly kind: 'editing'; readonly editing: Editing }
  /** A text to show above the prompt. */
  | { readonly kind: 'said'; readonly text: string }
  /** Others changed the table or the relay; the facts are known. */
  | { readonly kind: 'facts-changed' }
  /** The panel shows something new, or the shell has another task. */
  | { readonly kind: 'panel-changed' }
  | { readonly kind: 'resized' }
  | { readonly kind: 'redrawn' }
  /** Ends the shell, whatever is running. */
  | { readonly kind: 'end'; readonly exitCode: number };

/** How a line ended. */
export interface LineEnd {
  readonly ok: boolean;
  readonly leave: boolean;
  readonly isInterrupted: boolean;
}

/** Work for the runtime, which does one after the other. */
export type Effect =
  | { readonly kind: 'draw' }
  /** Takes the live part of the screen away, so that output can be written. */
  | { readonly kind: 'hide' }
  /** Draws it again below the output. */
  | { readonly kind: 'show' }
  | { readonly kind: 'out'; readonly text: string }
  | { readonly kind: 'err'; readonly text: string }
  /** Writes the prompt and a line as they stay on the screen; `mark` follows. */
  | { readonly kind: 'echo'; readonly line: string; readonly mark: '' | '^C' }
  | { readonly kind: 'clear' }
  /** Answers with `line-ended`. */
  | { readonly kind: 'run'; readonly line: string }
  | { readonly kind: 'interrupt' }
  /** Leaves the terminal and stops the process until the user continues it. */
  | { readonly kind: 'suspend' }
  /** Adds a line to the history; only a valid one is kept on disk. */
  | { readonly kind: 'remember'; readonly line: string; readonly isValid: boolean }
  /** Reads table, machine and history; answers with `facts-read`. */
  | { readonly kind: 'read-facts'; readonly commands: number }
  /** Answers with `history-read`. */
  | { readonly kind: 'read-history' }
  /** Answers with `asked`. */
  | { readonly kind: 'ask'; readonly line: string; readonly of: Work }
  | { readonly kind: 'panel'; readonly isOn: boolean }
  /** Draws for the terminal's new size; answers with `redrawn`. */
  | { readonly kind: 'redraw' }
  | { readonly kind: 'end'; readonly exitCode: number };

/** The state after a message, and the effects to carry out. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** Nothing under way: keys are taken. */
export const IDLE: Work = { kind: 'idle' };

/** The shell before its screen is open. */
const START: State = {
  prompt: EMPTY_PROMPT,
  work: { kind: 'opening' },
  typedAhead: [],
  commands: 0,
  factsOf: -1,
  isHistoryFresh: false,
  isProblemTold: false,
  isPanelOn: false,
};

/** Returns the shell before its screen is open, with the keys of an editor. */
export function startState(editing: Editing = 'emacs'): State {
  return editing === 'vi' ? { ...START, prompt: { ...EMPTY_PROMPT, vi: NEW_VI } } : START;
}
