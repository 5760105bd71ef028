import type { Services } from '../port.ts';

/** A kind of values: how usage writes it, what it accepts, and how its text is understood. */
export interface Kind<T> {
  /** As usage lines write it: `<integer>|<servicename>`. */
  readonly usage: string;
  /** What is accepted, in a few words. */
  readonly accepts: string;
  /** The only texts that are accepted, where it has such; short forms of them are for the command line. */
  readonly words?: readonly string[];
  /** Understands a text, or says in full sentences why not and what is accepted. */
  readonly parse: (text: string, services: Services) => ParsedText<T>;
  /** Whether a stored text counts although `parse` refuses it now: a service may have lost its name since. */
  readonly isStorable?: (text: string) => boolean;
  /** Whether typing on at its end may make a refused text acceptable; assumed where this is missing. */
  readonly mayGrow?: (text: string, services: Services) => boolean;
}

/** A text, understood or refused. */
export type ParsedText<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };
