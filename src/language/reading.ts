import type { OptionName } from './options.ts';
import type { BoundArgs, Command, ContextPath, Group, Refusal } from './schema.ts';
import type { Span, Token } from './token.ts';

/** A word of the line and its role; `name` is its full name, for a value that of its tag. */
export interface Part {
  readonly span: Span;
  readonly role:
    | 'context'
    | 'group'
    | 'command'
    | 'tag'
    | 'value'
    | 'option'
    | 'help'
    | 'rest'
    | 'comment'
    | 'filter';
  readonly name: string;
}

/** The context, group or command whose help is asked for. */
export type HelpSubject<H> =
  | { readonly kind: 'context'; readonly path: ContextPath<H> }
  | { readonly kind: 'group'; readonly path: ContextPath<H>; readonly group: Group<H> }
  | CommandSubject<H>;

/** A command, and where it stands. */
export interface CommandSubject<H> {
  readonly kind: 'command';
  readonly path: ContextPath<H>;
  readonly group?: Group<H> | undefined;
  readonly command: Command<H>;
}

/** A filter of the lines that a command prints. `count` counts rows in their place. */
export type Filter =
  | { readonly kind: 'keep'; readonly text: string; readonly isInverse: boolean; readonly isExact: boolean }
  | { readonly kind: 'count' };

/** What is wrong with a filter, and where; `isOpen`: typing on may mend it. */
export interface FilterProblem {
  readonly code: 'filter';
  readonly span: Span;
  readonly reason: string;
  readonly isOpen: boolean;
}

/** Why a line is not acceptable, and where; `subject` is the command, if one was recognised. */
export type Problem<H> =
  | {
      readonly code: 'unknown-command';
      readonly span: Span;
      readonly line: string;
      readonly word: string;
      /** The words of the line, without options and filters. */
      readonly words: readonly Token[];
    }
  | { readonly code: 'unknown-option'; readonly span: Span; readonly word: string }
  | { readonly code: 'too-long'; readonly span: Span; readonly limit: number }
  | FilterProblem
  | {
      readonly code: 'missing';
      readonly span: Span;
      readonly tags: readonly string[];
      readonly subject: CommandSubject<H>;
    }
  | {
      readonly code: 'unknown-tag' | 'too-many';
      readonly span: Span;
      readonly word: string;
      /** Of `too-many`: the word goes on with a text that lost its quotes. */
      readonly isTorn?: boolean | undefined;
      readonly subject: CommandSubject<H>;
    }
  | {
      readonly code: 'repeated';
      readonly span: Span;
      readonly tag: string;
      readonly word: string;
      readonly subject: CommandSubject<H>;
    }
  | {
      readonly code: 'unacceptable';
      readonly span: Span;
      readonly tag: string;
      readonly word: string;
      readonly reason: string;
      readonly refusal?: Refusal | undefined;
      readonly subject: CommandSubject<H>;
    };

/**
 * The meaning of a line. Every kind carries the parts that were recognised, for colours, hints and explanations, and the
 * filters of its output.
 */
export type Reading<H> = {
  readonly parts: readonly Part[];
  readonly options: ReadonlySet<OptionName>;
  readonly filters?: readonly Filter[];
} & (
  | { readonly kind: 'nothing'; readonly comment?: string }
  | { readonly kind: 'context'; readonly path: ContextPath<H> }
  /** `topic`: asked for by `help TOPIC`; `subject` is for front ends that do not know it. `unknownTopic` is none. */
  | {
      readonly kind: 'help';
      readonly subject: HelpSubject<H>;
      readonly topic?: string | undefined;
      readonly unknownTopic?: string | undefined;
    }
  | { readonly kind: 'command'; readonly subject: CommandSubject<H>; readonly args: BoundArgs }
  | { readonly kind: 'failed'; readonly problem: Problem<H> }
);
