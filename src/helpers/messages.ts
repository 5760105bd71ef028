import type { HelperChange } from './api.ts';
import type { ContextDescription } from './description.ts';

/** Data for a new thread: a path or the name of a package, and the folders from which to find it. */
export interface ThreadData {
  readonly module: string;
  readonly bases: readonly string[];
  /** URL of `netsh-shell/helper`. */
  readonly api: string;
}

/** A message to the thread of a helper. */
export type ToHelper =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly place: string;
      readonly args: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'abort'; readonly id: number }
  | { readonly kind: 'answer'; readonly question: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly question: number; readonly message: string };

/** A question of an action to its host. */
export type HostQuestion =
  | { readonly call: 'entries' }
  | { readonly call: 'change'; readonly change: HelperChange };

/** A message from the thread of a helper. */
export type FromHelper =
  | { readonly kind: 'loaded'; readonly file: string; readonly context: ContextDescription }
  | { readonly kind: 'unusable'; readonly reason: string }
  /** Text that the module wrote to standard output or standard error. */
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'done'; readonly id: number; readonly outcome: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly question: number;
      readonly what: HostQuestion;
    };
