/** A file of a command interpreter or of a programming language, as far as it matters for calls of netsh. Lines count from 1. */
export type Step = CommandStep | SetStep | BlockStep | LabelStep | EndStep;

/** A command as typed, without what belongs to commands beside it. */
interface CommandStep {
  readonly kind: 'command';
  readonly line: number;
  readonly text: string;
}

/** Sets a variable: to a text as its dialect reads it, to arithmetic, or to what somebody types. */
interface SetStep {
  readonly kind: 'set';
  readonly line: number;
  readonly name: string;
  readonly value: string;
  readonly how: 'text' | 'arithmetic' | 'asked';
}

/** Steps that belong together. */
export interface BlockStep {
  readonly kind: 'block';
  readonly line: number;
  readonly when: When;
  readonly body: readonly Step[];
}

/** When the steps of a block run: always, perhaps (`why` completes "It runs only …"), or once for each value of a list. */
export type When =
  | { readonly kind: 'always' }
  | { readonly kind: 'perhaps'; readonly why: string }
  | { readonly kind: 'each'; readonly name: string; readonly list: string; readonly how: ListKind };

/** How the list of a loop is written: as its dialect writes lists, as `first,step,last`, or not told by the file. */
export type ListKind = 'words' | 'count' | 'unknown';

/** A place that `goto` leads to. */
interface LabelStep {
  readonly kind: 'label';
  readonly line: number;
  readonly name: string;
}

/** Ends the file, or leads on at a label. */
interface EndStep {
  readonly kind: 'end';
  readonly line: number;
  readonly to?: string;
}

/** What a parser makes of a file. */
export interface Program {
  readonly steps: readonly Step[];
  /** The first line of those that each further one belongs to. */
  readonly firstOf: ReadonlyMap<number, number>;
  /** The line where blocks are nested too deeply; nothing from there on is read. */
  readonly tooDeep?: number;
}

/** Some lines of a file that belong together, as one text. */
export interface Joined {
  readonly text: string;
  readonly line: number;
  /** The last of the lines. */
  readonly last: number;
}
