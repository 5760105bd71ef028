import type { Facts } from './facts.ts';
import type { Outcome } from './outcome.ts';

/** A parsed value, or why it is not acceptable, in full sentences that say what is. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** `refusal`: the kind of value that netsh refuses in a sentence of its own, with the help of the command. */
  | { readonly ok: false; readonly reason: string; readonly refusal?: Refusal | undefined };

/** The kinds of values of `advfirewall` that netsh tells apart where it refuses one. */
export type Refusal = 'value' | 'port' | 'protocol';

/** A known value for completion, with a short text beside it. */
export interface Suggestion {
  readonly value: string;
  readonly text: string;
  /** Text for the line in place of the value, where choosing it settles more than one argument. */
  readonly insert?: string;
}

/** The rest of the line while a value is completed: the words of the command, and the values given so far. */
export interface Given {
  readonly words: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** A type of values: parse, describe and complete in one place. */
export interface ValueType<T> {
  /** Its form in usage lines, such as `<integer>|<servicename>`. */
  readonly usage: string;
  /** Says in one line what is accepted. */
  readonly accepts: string;
  /** `given`: the texts of all arguments of the line, by tag. */
  parse(text: string, facts: Facts, given?: Readonly<Record<string, string>>): Parsed<T>;
  /** Returns known values; the completer filters those that begin with `prefix`. */
  suggest?(facts: Facts, given: Given, prefix: string): readonly Suggestion[];
  /** Whether typing on may make an unacceptable value acceptable; without this method it may. */
  mayGrow?(text: string, facts: Facts): boolean;
  /** A text, which may have blanks in it. */
  readonly hasBlanks?: boolean;
  /** Offered only once something is typed, because so many values are known. */
  readonly isCrowded?: boolean;
}

/** A parameter of a command. */
export interface Tag<T = unknown, Required extends boolean = boolean> {
  readonly type: ValueType<T>;
  /** Help text; each further element is a continuation line. */
  readonly text: string | readonly string[];
  readonly required: Required;
  /** The value that applies when it is not given, or words about it, for hints and explanations. */
  readonly fallback?: string;
  /** Ours, not netsh's: never positional, listed apart. */
  readonly extension?: true;
  /** Only by its name, never by position. */
  readonly isNamed?: true;
  /** Whether it goes with the values given so far, by tag; where it does not, it is neither completed nor hinted. */
  readonly fits?: (given: Readonly<Record<string, string>>) => boolean;
  /** Given by its name alone, without a value: `verbose`. */
  readonly isFlag?: true;
}

/** The parameters of a command by name, in the order in which bare values fill them. */
export type Tags = Readonly<Record<string, Tag>>;

/** The typed arguments that an action receives for its tags. */
type ArgsOf<T extends Tags> = {
  readonly [K in keyof T]: T[K] extends Tag<infer V, infer R> ? (true extends R ? V : V | undefined) : never;
};

/** The words after a command, taken as they are, for commands such as `alias`. */
export interface Rest {
  /** Its form in the usage line, such as `[NAME [WORDS]]`. */
  readonly usage: string;
  readonly parameters: readonly { readonly name: string; readonly text: string }[];
  readonly required: boolean;
  /** From this word on, counted from 0, the words are a line of their own, to be completed, coloured and hinted. */
  readonly line?: { readonly from: number; readonly onlyContexts?: true };
  suggest?(facts: Facts, given: Given, prefix: string): readonly Suggestion[];
}

/** A second list of parameters, behind a word that divides it from the first: `set rule name=x new enable=no`. */
export interface Behind {
  readonly word: string;
  readonly text: string;
  readonly tags: Tags;
}

/** A command: the leaf of a context's tree. `H` is what its action works on. */
export interface Command<H> {
  readonly kind: 'command';
  readonly name: string;
  /** One line in listings. */
  readonly text: string;
  readonly tags: Tags;
  readonly rest?: Rest;
  readonly behind?: Behind;
  /** A word that may follow and changes nothing, as scripts of Windows write it; help does not list it. */
  readonly idleWord?: string;
  readonly remarks?: readonly string[];
  readonly examples?: readonly string[];
  /** Ours, not netsh's: found only if no netsh word of any context fits. */
  readonly extension?: true;
  /** Only in the shell and in scripts; missing from one-shot help. */
  readonly sessionOnly?: true;
  /** Leaves the session: where its question is answered with no, nothing is left of the line. */
  readonly leaves?: true;
  /** Belongs to its own context: not inherited. */
  readonly isPrivate?: true;
  /** Changes the table and nothing else, so that a script may send several together. */
  readonly change?: true;
  /** Says in full sentences what it will change; undefined where `text` says it all. */
  readonly effect?: (args: BoundArgs, facts: Facts) => string | undefined;
  /** Returns the question to ask before it runs; a promise where a file must be read first. */
  readonly confirm?: (args: BoundArgs, facts: Facts) => Question | Promise<Question>;
  readonly action: (args: BoundArgs, host: H) => Outcome | Promise<Outcome>;
  /** Runs in place of the action with `--watch`: yields what there is, then changes, until the signal ends it. */
  readonly watch?: (args: BoundArgs, host: H, signal: AbortSignal) => AsyncIterable<WatchLine>;
}

/** A change, as one line of text and as one JSON object. */
export interface WatchLine {
  readonly text: string;
  readonly json: unknown;
}

/** A yes-or-no question; undefined where nothing is to be asked. */
export type Question = string | PreviewedQuestion | undefined;

/** A question about something that is shown before it. */
interface PreviewedQuestion {
  /** Returns the lines to show; called only by who shows them. */
  readonly preview: () => readonly string[];
  readonly question: string;
}

/** Arguments after binding: parsed values by tag name, the words of `rest`, and the values of `behind`. */
export interface BoundArgs {
  readonly values: Readonly<Record<string, unknown>>;
  readonly rest: readonly string[];
  readonly behind?: Readonly<Record<string, unknown>>;
}

/** Commands that share their first word (`add`, `show`). */
export interface Group<H> {
  readonly kind: 'group';
  readonly name: string;
  readonly text: string;
  readonly commands: readonly Command<H>[];
  readonly extension?: true;
}

/** A topic of `help TOPIC`, and what it is about. */
export interface HelpTopic {
  readonly name: string;
  readonly text: string;
}

/** An entry that asks for the help of its context (`?`, `help`). */
export interface HelpEntry {
  readonly kind: 'help';
  readonly name: string;
  readonly text: string;
  readonly isPrivate: true;
  /** Topics of its own (`help keys`). A front end that does not know one shows the help of the context. */
  readonly topics?: readonly HelpTopic[];
}

/** A context. The order of its entries decides what short words stand for. */
export interface Context<H> {
  readonly kind: 'context';
  readonly name: string;
  /** One line in the parent's listing; absent: `Changes to the … context.` */
  readonly text?: string;
  /** Says in menus what it is for, in place of netsh's sentence. */
  readonly brief?: string;
  readonly entries: readonly ContextEntry<H>[];
  /** Names in the order in which lists for choosing show them; all others follow in the order of `entries`. */
  readonly byUse?: readonly string[];
  readonly extension?: true;
  /** Its block stands before those of its neighbours in a dump. */
  readonly dumpsFirst?: true;
  /** Returns the block of this context in a dump, without its sub-contexts. */
  readonly dump?: (host: H) => Promise<readonly string[]>;
}

/** An entry of a context. */
export type ContextEntry<H> = Command<H> | Group<H> | HelpEntry | Context<H>;

/** The contexts from the root down to one. */
export type ContextPath<H> = readonly [Context<H>, ...Context<H>[]];

interface CommandLiteral<T extends Tags, H> extends Omit<
  Command<H>,
  'kind' | 'tags' | 'action' | 'effect' | 'confirm' | 'watch'
> {
  readonly tags?: T;
  readonly effect?: (args: ArgsOf<T>, facts: Facts, behind: BehindArgs) => string | undefined;
  readonly confirm?: (args: ArgsOf<T>, facts: Facts) => Question | Promise<Question>;
  readonly action: (
    args: ArgsOf<T>,
    host: H,
    rest: readonly string[],
    behind: BehindArgs,
  ) => Outcome | Promise<Outcome>;
  readonly watch?: (args: ArgsOf<T>, host: H, signal: AbortSignal) => AsyncIterable<WatchLine>;
}

/** The values of the second list of parameters, by tag; none for commands without one. */
type BehindArgs = Readonly<Record<string, unknown>>;

/** Returns a group whose commands are made at their first use: most command lines need none of them. */
export function lazyGroup<H>(name: string, text: string, make: () => readonly Command<H>[]): Group<H> {
  let made: readonly Command<H>[] | undefined;
  return {
    kind: 'group',
    name,
    text,
    get commands() {
      return (made ??= make());
    },
  };
}

/** Returns a command from its literal; the tags type the arguments of the action. */
export function command<const T extends Tags, H>(literal: CommandLiteral<T, H>): Command<H> {
  const { tags, action, effect, confirm, watch, ...other } = literal;
  return {
    ...other,
    kind: 'command',
    tags: tags ?? {},
    action: (args, host) => action(typed<T>(args), host, args.rest, args.behind ?? {}),
    ...(watch && {
      watch: (args: BoundArgs, host: H, signal: AbortSignal) => watch(typed<T>(args), host, signal),
    }),
    ...(effect && {
      effect: (args: BoundArgs, facts: Facts) => effect(typed<T>(args), facts, args.behind ?? {}),
    }),
    ...(confirm && { confirm: (args: BoundArgs, facts: Facts) => confirm(typed<T>(args), facts) }),
  };
}

/** The one boundary between bound values and typed arguments: the reader parsed each value by the type of its tag. */
function typed<T extends Tags>(args: BoundArgs): ArgsOf<T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return args.values as ArgsOf<T>;
}

/** Returns a parameter of a command by its name, also one behind its dividing word. */
export function tagOf<H>({ tags, behind }: Command<H>, name: string): Tag | undefined {
  return tags[name] ?? behind?.tags[name];
}

/** Returns a required parameter. */
export function required<T>(type: ValueType<T>, text: Tag['text'], more: TagMore = {}): Tag<T, true> {
  return { type, text, required: true, ...more };
}

/** Returns a parameter that may be left out. */
export function optional<T>(type: ValueType<T>, text: Tag['text'], more: TagMore = {}): Tag<T, false> {
  return { type, text, required: false, ...more };
}

type TagMore = Pick<Tag, 'fallback' | 'extension' | 'isNamed' | 'isFlag' | 'fits'>;
