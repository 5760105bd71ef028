import type { CodeAt } from '../errors/errors.ts';
import type { Editing } from './editing.ts';

/** The result of an action, which the front ends print or carry out. */
export type Outcome =
  /** Done, nothing to say: one blank line. `remark`: as of a text. */
  | { readonly kind: 'done'; readonly remark?: readonly string[] }
  /** Lines for standard output, and the same as data for `--json`. */
  | {
      readonly kind: 'text';
      readonly lines: readonly string[];
      readonly json?: unknown;
      /** The lines are sentences of ours, which a terminal shows folded at blanks. */
      readonly isProse?: true;
      /** The last lines are those that are looked for: a pager begins there. */
      readonly isNewestLast?: true;
      /** Lines for standard error beside it. */
      readonly notices?: readonly string[];
      /** Lines of ours for standard error, only where a person at a terminal typed the command. */
      readonly remark?: readonly string[];
    }
  /** Done, and lines for standard error about it (entries that do not listen). `remark`: as of a text. */
  | { readonly kind: 'noticed'; readonly notices: readonly string[]; readonly remark?: readonly string[] }
  /** Lines for standard error, exit code 1. */
  | Failure
  /** A request to the session. */
  | { readonly kind: 'session'; readonly request: SessionRequest };

/** A failed command. `message` is netsh's own sentence where it has one; `detail` explains it in our words. */
export interface Failure {
  readonly kind: 'failed';
  readonly code: CodeAt<'command'>;
  /** A helper's own code, which `--json` prints in place of `code`. */
  readonly helperCode?: string | undefined;
  readonly message: string;
  readonly detail?: string | undefined;
  /** Lines of ours for standard error, only where a person at a terminal typed the command. */
  readonly remark?: readonly string[];
  /** The error from which it was converted. */
  readonly cause?: unknown;
}

/** A request of an action to the session. */
export type SessionRequest =
  | { readonly op: 'up' }
  | { readonly op: 'leave' }
  | { readonly op: 'push'; readonly words: readonly string[] }
  | { readonly op: 'pop' }
  | { readonly op: 'alias'; readonly name?: string | undefined; readonly words: readonly string[] }
  | { readonly op: 'unalias'; readonly name: string }
  /** Shows the mode, or changes it. */
  | { readonly op: 'mode'; readonly to?: 'online' | 'offline' | undefined }
  | { readonly op: 'commit' }
  /** Shows what is staged. */
  | { readonly op: 'changes' }
  | { readonly op: 'abort' }
  /** `isReadOnly`: no key of it changes anything. */
  | { readonly op: 'monitor'; readonly isReadOnly: boolean }
  | { readonly op: 'panel'; readonly isOn?: boolean | undefined }
  /** Shows whose keys edit the line of the shell, or chooses them. */
  | { readonly op: 'editing'; readonly to?: Editing | undefined }
  | { readonly op: 'helper'; readonly act: 'add' | 'delete' | 'show'; readonly name: string }
  | { readonly op: 'machine'; readonly name: string; readonly user?: string | undefined }
  | { readonly op: 'explain'; readonly words: readonly string[] }
  | { readonly op: 'script'; readonly path: string }
  /** Lists the lessons, begins one, or ends or forgets them; `lesson`: a number, a name, `next`, `stop` or `reset`. */
  | { readonly op: 'learn'; readonly lesson?: string | undefined };
