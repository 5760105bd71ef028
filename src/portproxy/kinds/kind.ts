/** A kind of values: how usage writes it, what it accepts, and how its text is parsed (`services` maps names to ports). */
export interface Kind<T> {
  /** As usage lines write it: `<integer>|<servicename>`. */
  readonly usage: string;
  /** Names the accepted values in a few words: `a number from 1 to 65535`. */
  readonly accepts: string;
  /** The only accepted texts, where there are such. The command line also takes their beginnings. */
  readonly words?: readonly string[];
  /** Parses a text, or says in full sentences why it is refused and what is accepted. */
  readonly parse: (text: string, services: ReadonlyMap<string, number>) => ParsedText<T>;
  /** Longest text on the wire, characters, where that is more than 300. */
  readonly longest?: number;
  /** A text, which may have blanks in it. */
  readonly hasBlanks?: true;
  /** Texts that completion offers, each with what it means. */
  readonly examples?: readonly KindExample[];
  /** Whether a stored text counts although `parse` refuses it now: a service may have lost its name since. */
  readonly isStorable?: (text: string) => boolean;
  /** Whether more typing at its end may make a refused text acceptable; assumed where this is missing. */
  readonly mayGrow?: (text: string, services: ReadonlyMap<string, number>) => boolean;
}

/** A text that completion offers, and what it means, as a few words. */
export interface KindExample {
  readonly value: string;
  readonly text: string;
}

/** The value of a text, or why the text is refused. */
export type ParsedText<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };
