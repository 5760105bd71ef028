import type { Facts } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** A value that was understood, or why it was not (full sentences that also say what is accepted). */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** A known value for completion, with a short text beside it. */
export interface Suggestion {
  readonly value: string;
  readonly text: string;
  /** What is put on the line instead of the value, where choosing it settles more than one argument. */
  readonly insert?: string;
}

/** What else stands on the line while a value is completed: the command's words and the values given so far. */
export interface Given {
  readonly words: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** A type of values: parse, describe and complete in one place. */
export interface ValueType<T> {
  /** How usage lines write it, such as `<integer>|<servicename>`. */
  readonly usage: string;
  /** One line for people: what is accepted. */
  readonly accepts: string;
  parse(text: string, facts: Facts): Parsed<T>;
  /** Known values that begin with `prefix` or not; the completer filters. */
  suggest?(facts: Facts, given: Given, prefix: string): readonly Suggestion[];
  /** Whether what is not acceptable yet may become so by more typing at its end; where this is missing, it may. */
  mayGrow?(text: string, facts: Facts): boolean;
  /** So many values are known that they are offered only once something is typed that narrows them. */
  readonly isCrowded?: boolean;
}

/** A parameter of a command. */
export interface Tag<T = unknown, Required extends boolean = boolean> {
  readonly type: ValueType<T>;
  /** Help text; each further element is a continuation line. */
  readonly text: string | readonly string[];
  readonly required: Required;
  /** What applies when it is not given, in words or as a value, for hints and explanations. */
  readonly fallback?: string;
  /** Ours, not netsh's: never positional, listed apart. */
  readonly extension?: true;
}

/** The parameters of a command by name, in the order in which bare values fill them. */
export type Tags = Readonly<Record<string, Tag>>;

/** The typed arguments that an action receives for its tags. */
type ArgsOf<T extends Tags> = {
  readonly [K in keyof T]: T[K] extends Tag<infer V, infer R> ? (true extends R ? V : V | undefined) : never;
};

/** All words after a command as they are, for commands such as alias that take a line of their own. */
export interface Rest {
  /** How the usage line writes it, such as `[NAME [WORDS]]`. */
  readonly usage: string;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
  readonly required: boolean;
  /** From this word on, counted from 0, they are a line of their own, which is completed, coloured and hinted as one. */
  readonly line?: { readonly from: number; readonly onlyContexts?: true };
  suggest?(facts: Facts, given: Given, prefix: string): readonly Suggestion[];
}

/** A command: the leaf of a context's tree. `H` is what its action works on. */
export interface Command<H> {
  readonly kind: 'command';
  readonly name: string;
  /** One line in listings. */
  readonly text: string;
  readonly tags: Tags;
  readonly rest?: Rest;
  readonly remarks?: readonly string[];
  readonly examples?: readonly string[];
  /** Ours, not netsh's: found only when no netsh word of any context fits. */
  readonly extension?: true;
  /** Only in the shell and in scripts; missing from one-shot help. */
  readonly sessionOnly?: true;
  /** Belongs to its own context: not inherited. */
  readonly isPrivate?: true;
  /** Changes the table and nothing else, so that a script may send several together. */
  readonly change?: true;
  /** What this will do to what is there now, as full sentences; undefined where the text says it all. */
  readonly effect?: (args: BoundArgs, facts: Facts) => string | undefined;
  /** What an interactive shell asks before it runs the command, told later where a file is read for it. */
  readonly confirm?: (args: BoundArgs, facts: Facts) => Question | Promise<Question>;
  readonly action: (args: BoundArgs, host: H) => Outcome | Promise<Outcome>;
  /** With `--watch`, in place of the action: what is there, then what changes, until the signal ends it. */
  readonly watch?: (args: BoundArgs, host: H, signal: AbortSignal) => AsyncIterable<WatchLine>;
}

/** Something that changed, as one line of text and as one JSON object. */
export interface WatchLine {
  readonly text: string;
  readonly json: unknown;
}

/** A question to be answered with yes or no; undefined where nothing is to be asked. */
export type Question = string | undefined;

/** Arguments after binding: parsed values by tag name, and the words of `rest`. */
export interface BoundArgs {
  readonly values: Readonly<Record<string, unknown>>;
  readonly rest: readonly string[];
}

/** Commands that share their first word (`add`, `show`). */
export interface Group<H> {
  readonly kind: 'group';
  readonly name: string;
  readonly text: string;
  readonly commands: readonly Command<H>[];
  readonly extension?: true;
}

/** Asks for the help of the context it stands in (`?`, `help`). */
export interface HelpEntry {
  readonly kind: 'help';
  readonly name: string;
  readonly text: string;
  readonly isPrivate: true;
  /** Topics of its own (`help keys`). A front end that does not know one shows the help of the context. */
  readonly topics?: readonly string[];
}

/** A context: its entries in table order, by which prefixes are decided. */
export interface Context<H> {
  readonly kind: 'context';
  readonly name: string;
  /** One line in the parent's listing; absent: `Changes to the … context.` */
  readonly text?: string;
  readonly entries: readonly ContextEntry<H>[];
  readonly extension?: true;
  /** This context's own block of a dump, sub-contexts not included. */
  readonly dump?: (host: H) => Promise<readonly string[]>;
}

export type ContextEntry<H> = Command<H> | Group<H> | HelpEntry | Context<H>;

/** The contexts from the root down to one; never empty. */
export type ContextPath<H> = readonly [Context<H>, ...Context<H>[]];

interface CommandLiteral<T extends Tags, H> extends Omit<
  Command<H>,
  'kind' | 'tags' | 'action' | 'effect' | 'confirm' | 'watch'
> {
  readonly tags?: T;
  readonly effect?: (args: ArgsOf<T>, facts: Facts) => string | undefined;
  readonly confirm?: (args: ArgsOf<T>, facts: Facts) => Question | Promise<Question>;
  readonly action: (args: ArgsOf<T>, host: H, rest: readonly string[]) => Outcome | Promise<Outcome>;
  readonly watch?: (args: ArgsOf<T>, host: H, signal: AbortSignal) => AsyncIterable<WatchLine>;
}

/** A command from its literal: the action's arguments are typed by the tags. */
export function command<const T extends Tags, H>(literal: CommandLiteral<T, H>): Command<H> {
  const { tags, action, effect, confirm, watch, ...other } = literal;
  return {
    ...other,
    kind: 'command',
    tags: tags ?? {},
    action: (args, host) => action(typed<T>(args), host, args.rest),
    ...(watch && {
      watch: (args: BoundArgs, host: H, signal: AbortSignal) => watch(typed<T>(args), host, signal),
    }),
    ...(effect && { effect: (args: BoundArgs, facts: Facts) => effect(typed<T>(args), facts) }),
    ...(confirm && { confirm: (args: BoundArgs, facts: Facts) => confirm(typed<T>(args), facts) }),
  };
}

/** The one boundary between bound values and typed arguments: the binder parsed each value by its tag's type. */
function typed<T extends Tags>(args: BoundArgs): ArgsOf<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return args.values as ArgsOf<T>;
}

/** A required parameter. */
export function required<T>(type: ValueType<T>, text: Tag['text'], more: TagMore = {}): Tag<T, true> {
  return { type, text, required: true, ...more };
}

/** A parameter that may be left out. */
export function optional<T>(type: ValueType<T>, text: Tag['text'], more: TagMore = {}): Tag<T, false> {
  return { type, text, required: false, ...more };
}

type TagMore = Pick<Tag, 'fallback' | 'extension'>;
