/**
 * The API of helpers (`netsh-shell/helper`). A helper is an ES module whose default export is a context, written as a
 * literal in the words of netsh's own contexts. All but the actions is data, so that netsh completes, explains and
 * checks a line without running the helper.
 */
import type { Entry, EntryValues } from '../portproxy/entry.ts';
import type { Family } from '../portproxy/family.ts';
import type { GroupChange } from '../portproxy/groups.ts';
import type { ListenSide } from '../portproxy/key.ts';

/** A kind of values, as data. */
export type ValueShape =
  /** A whole number from `min` to `max`. */
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  /** A word or text, which the action may check; `known` values are completed. */
  | {
      readonly type: 'text';
      /** Says what is accepted, such as `the name of a lamp`. */
      readonly accepts?: string;
      readonly known?: readonly string[];
    }
  /** One of a few words, or the beginning of one. */
  | { readonly type: 'oneOf'; readonly words: readonly string[] }
  /** A port, by number or by the name of a service; the action gets the number. */
  | { readonly type: 'port' }
  /** An address or a host name. */
  | { readonly type: 'host' }
  /** The path of a file. */
  | { readonly type: 'file' };

declare const given: unique symbol;

/** A kind of values; the action gets a `T`. */
export type Value<T> = ValueShape & { readonly [given]?: T };

/** A parameter of a command. */
export interface HelperTag<T = unknown, Required extends boolean = boolean> {
  readonly type: Value<T>;
  /** Describes it in a sentence. */
  readonly text: string;
  readonly required: Required;
  /** Says what applies where it is not given, for hints. */
  readonly fallback?: string;
}

/** The parameters of a command by name, in the order in which bare values fill them. */
export type HelperTags = Readonly<Record<string, HelperTag>>;

/** The arguments that an action gets for its tags. */
export type ArgsOf<T extends HelperTags> = {
  readonly [K in keyof T]: T[K] extends HelperTag<infer V, infer R>
    ? R extends true
      ? V
      : V | undefined
    : never;
};

/** The result of an action; nothing means done. */
export type HelperOutcome =
  | void
  | { readonly kind: 'done' }
  /** Lines for standard output, and the same as data for `--json`. */
  | { readonly kind: 'text'; readonly lines: readonly string[]; readonly json?: unknown }
  /** Done, with sentences for standard error. */
  | { readonly kind: 'noticed'; readonly notices: readonly string[] }
  /** Failed: exit code 1; `code` is for `--json`. */
  | { readonly kind: 'failed'; readonly message: string; readonly detail?: string; readonly code?: string };

/** Families of entries. */
export type HelperFamily = Family;

/** An entry of the portproxy table, what it does at this moment, and why it does not listen (full sentences). */
export type HelperEntry = Entry & { readonly state: string; readonly reason?: string | undefined };

/** A change of the portproxy table, as `add`, `set`, `delete` and `reset` make them, or of a group of entries. */
export type HelperChange =
  | { readonly op: 'add' | 'set'; readonly values: EntryValues }
  | { readonly op: 'delete'; readonly side: ListenSide }
  | { readonly op: 'reset' }
  | GroupChange;

/** The result of a change. */
export type HelperChangeResult =
  | { readonly kind: 'done'; readonly notices: readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string };

/** The host of an action: the machine that the session works on. */
export interface HelperHost {
  /** Aborted by Ctrl-C; an action that goes on for another second is ended with its thread. */
  readonly signal: AbortSignal;
  /** Returns the portproxy table. */
  entries(): Promise<readonly HelperEntry[]>;
  /** Changes the portproxy table. */
  change(change: HelperChange): Promise<HelperChangeResult>;
}

/** A command. */
export interface HelperCommand {
  readonly kind: 'command';
  readonly name: string;
  /** One line in listings. */
  readonly text: string;
  readonly tags?: HelperTags;
  /** Lines under `Remarks:` of its help, up to 72 characters each. */
  readonly remarks?: readonly string[];
  readonly examples?: readonly string[];
  readonly action: (args: never, host: HelperHost) => HelperOutcome | Promise<HelperOutcome>;
}

/** Commands that share their first word. */
export interface HelperGroup {
  readonly kind: 'group';
  readonly name: string;
  readonly text: string;
  readonly commands: readonly HelperCommand[];
}

/** A context, which a helper exports. */
export interface HelperContext {
  readonly kind: 'context';
  readonly name: string;
  readonly text?: string;
  readonly entries: readonly (HelperCommand | HelperGroup | HelperContext)[];
}

/** Returns a command from its literal; the tags type the arguments of the action. */
export function command<const T extends HelperTags>(
  literal: Omit<HelperCommand, 'kind' | 'tags' | 'action'> & {
    readonly tags?: T;
    readonly action: (args: ArgsOf<T>, host: HelperHost) => HelperOutcome | Promise<HelperOutcome>;
  },
): HelperCommand {
  return { ...literal, kind: 'command' };
}

/** Returns a group from its literal. */
export function group(literal: Omit<HelperGroup, 'kind'>): HelperGroup {
  return { ...literal, kind: 'group' };
}

/** Returns a context from its literal. */
export function context(literal: Omit<HelperContext, 'kind'>): HelperContext {
  return { ...literal, kind: 'context' };
}

/** Returns a required parameter. */
export function required<T>(type: Value<T>, text: string): HelperTag<T, true> {
  return { type, text, required: true };
}

/** Returns a parameter that may be left out; `fallback` says what applies then. */
export function optional<T>(type: Value<T>, text: string, fallback?: string): HelperTag<T, false> {
  return { type, text, required: false, ...(fallback !== undefined && { fallback }) };
}

/** Returns the kind of whole numbers, within limits. */
export function integer(limits: { readonly min?: number; readonly max?: number } = {}): Value<number> {
  return { type: 'integer', ...limits };
}

/** Returns the kind of words and texts. */
export function text(
  limits: { readonly accepts?: string; readonly known?: readonly string[] } = {},
): Value<string> {
  return { type: 'text', ...limits };
}

/** Returns the kind that is one of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): Value<T> {
  return { type: 'oneOf', words };
}

/** A port by number or service name. */
export const port: Value<number> = { type: 'port' };

/** An address or a host name. */
export const host: Value<string> = { type: 'host' };

/** The path of a file. */
export const file: Value<string> = { type: 'file' };
