/** A name and what it means, as one row of a list. */
export interface TopicRow {
  readonly name: string;
  readonly text: string;
}

/** Lines of netsh: typed in the context of these words; at the root, where there are none. */
interface NetshLines {
  readonly in: readonly string[];
  readonly lines: readonly string[];
}

/** A part of a topic: a paragraph, a heading, a list, lines of netsh, or lines for the shell of the system. */
export type TopicPart =
  | string
  | { readonly heading: string }
  | { readonly rows: readonly TopicRow[] }
  | NetshLines
  | { readonly shell: readonly string[] };

/** A topic of help, beside its name and its line in lists, which `contexts/common.ts` has. */
export interface Topic {
  /** Words under which people look for it, and which its parts may not have. */
  readonly also: readonly string[];
  /** Words for which it comes first, before contexts and commands of that name. */
  readonly leads?: readonly string[];
  readonly parts: readonly TopicPart[];
}
