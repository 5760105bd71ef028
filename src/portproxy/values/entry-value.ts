import type { Family } from '../family.ts';
import type { ListenSide, Protocol } from '../key.ts';
import type { Kind } from '../kinds/kind.ts';

/**
 * One value of an entry, described. Commands, `set`, checks, comparison, the table file, the control API, dump, JSON,
 * completion and `explain` all work from these descriptions.
 */
export interface EntryValue {
  /** Name on the command line: `listenport`. */
  readonly tag: string;
  /** Name in entries and changes, on disk and in the control API: `listenPort`. */
  readonly property: string;
  /**
   * Ours, not netsh's: never positional, listed apart, dumped where Windows skips it, and stored only where it differs
   * from its default. `set` takes it back by the value `default`.
   */
  readonly extension?: true;
  /** Names the entry together with its family: part of its key, and a tag of `delete` too. */
  readonly isKey?: true;
  /** Where several values are wrong, it is told of first; then come those of the key. */
  readonly isCheckedFirst?: true;
  /** The protocols it holds for; all where this is missing. */
  readonly protocols?: readonly Protocol[];
  readonly kind: (family: Family) => Kind<unknown>;
  /** Applies where it is not supplied. Without a default, a value of netsh's must be supplied; one of ours is absent. */
  readonly default?: string | ((side: ListenSide) => string);
  /** For an extension that entries hold as a flag: `{ [property]: true }` where the text is `text`, else nothing. */
  readonly flag?: { readonly property: string; readonly text: string };
  readonly help: ValueHelp;
  readonly told?: ValueWords;
  /** Says in full sentences why a value, acceptable alone, does not go with the listen side. */
  readonly mismatch?: (text: string, side: ListenSide) => string | undefined;
}

/** How help describes a value. */
interface ValueHelp {
  /** Describes it, without a full stop: `IPv4 port on which to listen`. */
  readonly text: (family: Family) => string;
  /** The default in words, put behind the text; nothing is said of it where this is missing. */
  readonly byDefault?: string;
  /** For a key: describes it in `delete`, as a whole sentence. */
  readonly ofEntry?: (family: Family) => string;
}

/** How texts name an entry that has an extension set. Where one is missing, the tag is used. */
interface ValueWords {
  /** Behind an entry, after a comma: `disabled`. */
  readonly brief?: string;
  /** As a sentence without its full stop: `It is disabled`. */
  readonly said?: string;
  /** Such entries, in docs/formats.md: `disabled entries`. */
  readonly title?: string;
  /** The effect of losing it, after a comma: `and listens`. */
  readonly without?: string;
}
