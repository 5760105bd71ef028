import type { OptionName } from './options.ts';
import type { BoundArgs, Command, ContextPath, Group } from './schema.ts';
import type { Span } from './token.ts';

/** A word of the line and its role; `name` is its full name, for a value that of its tag. */
export interface Part {
  readonly span: Span;
  readonly role: 'context' | 'group' | 'command' | 'tag' | 'value' | 'option' | 'help' | 'rest' | 'comment';
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

/** Why a line is not acceptable, and where; `subject` is the command, if one was recognised. */
export type Problem<H> =
  | { readonly code: 'unknown-command'; readonly span: Span; readonly line: string; readonly word: string }
  | { readonly code: 'unknown-option'; readonly span: Span; readonly word: string }
  | { readonly code: 'too-long'; readonly span: Span; readonly limit: number }
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
      readonly subject: CommandSubject<H>;
    };

/** The meaning of a line. Every kind carries the parts that were recognised, for colours, hints and explanations. */
export type Reading<H> = { readonly parts: readonly Part[]; readonly options: ReadonlySet<OptionName> } & (
  | { readonly kind: 'nothing'; readonly comment?: string }
  | { readonly kind: 'context'; readonly path: ContextPath<H> }
  /** `topic`: asked for by `help TOPIC`; `subject` is for front ends that do not know it. */
  | { readonly kind: 'help'; readonly subject: HelpSubject<H>; readonly topic?: string | undefined }
  | { readonly kind: 'command'; readonly subject: CommandSubject<H>; readonly args: BoundArgs }
  | { readonly kind: 'failed'; readonly problem: Problem<H> }
);
