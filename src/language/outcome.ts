import type { CodeAt } from '../errors/errors.ts';

/** What an action gives; the front ends render it or carry it out. */
export type Outcome =
  /** Done, nothing to say: one blank line. */
  | { readonly kind: 'done' }
  /** Lines for standard output, and the same as data for `--json`. */
  | {
      readonly kind: 'text';
      readonly lines: readonly string[];
      readonly json?: unknown;
      /** Lines for standard error beside it. */
      readonly notices?: readonly string[];
      /** Lines of ours after them, which only a terminal shows. */
      readonly remark?: readonly string[];
    }
  /** Done, and lines for standard error about it (entries that do not listen). */
  | { readonly kind: 'noticed'; readonly notices: readonly string[] }
  /** Lines for standard error, exit code 1. */
  | Failure
  /** Something above the contexts' floor. */
  | { readonly kind: 'session'; readonly request: SessionRequest };

/** A failed command: the first line is netsh's own where it has one; `detail` explains it in our words. */
export interface Failure {
  readonly kind: 'failed';
  readonly code: CodeAt<'command'>;
  /** The code of a helper's own, which `--json` tells instead. */
  readonly helperCode?: string | undefined;
  readonly message: string;
  readonly detail?: string | undefined;
  /** What was thrown. */
  readonly cause?: unknown;
}

/** What an action asks the session to do. */
export type SessionRequest =
  | { readonly op: 'up' }
  | { readonly op: 'leave' }
  | { readonly op: 'push'; readonly words: readonly string[] }
  | { readonly op: 'pop' }
  | { readonly op: 'alias'; readonly name?: string | undefined; readonly words: readonly string[] }
  | { readonly op: 'unalias'; readonly name: string }
  /** Tells the mode, or changes to one. */
  | { readonly op: 'mode'; readonly to?: 'online' | 'offline' | undefined }
  | { readonly op: 'commit' }
  | { readonly op: 'abort' }
  | { readonly op: 'monitor' }
  | { readonly op: 'panel'; readonly isOn?: boolean | undefined }
  | { readonly op: 'helper'; readonly act: 'add' | 'delete' | 'show'; readonly name: string }
  | { readonly op: 'machine'; readonly name: string; readonly user?: string | undefined }
  | { readonly op: 'explain'; readonly words: readonly string[] }
  | { readonly op: 'script'; readonly path: string };
