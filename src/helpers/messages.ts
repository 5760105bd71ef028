import type { HelperChange } from './api.ts';
import type { ContextDescription } from './description.ts';

/** What a helper's thread is started with: a path or the name of a package, and the folders from which it is found. */
export interface ThreadData {
  readonly module: string;
  readonly bases: readonly string[];
  /** Where `netsh-shell/helper` is. */
  readonly api: string;
}

/** What a helper's thread is told. */
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

/** What an action asks of its host. */
export type HostQuestion =
  | { readonly call: 'entries' }
  | { readonly call: 'change'; readonly change: HelperChange };

/** What a helper's thread tells. */
export type FromHelper =
  | { readonly kind: 'loaded'; readonly file: string; readonly context: ContextDescription }
  | { readonly kind: 'unusable'; readonly reason: string }
  /** What the module wrote to standard output or standard error. */
  | { readonly kind: 'output'; readonly text: string }
  | { readonly kind: 'done'; readonly id: number; readonly outcome: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | {
      readonly kind: 'ask';
      readonly id: number;
      readonly question: number;
      readonly what: HostQuestion;
    };
