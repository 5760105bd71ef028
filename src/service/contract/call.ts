import type { Rulebook } from '../../firewall/rule.ts';
import type { Entry } from '../../portproxy/entry.ts';

/** The interface of the backend that a call belongs to; see `Backend`. */
export type Part = 'table' | 'relay' | 'process';

/** A home directory for which no service runs, as a call may answer from it. */
interface StoppedHome {
  readonly home: string;
  /** Reads the entries on disk. */
  readonly entries: () => readonly Entry[];
  /** Reads rules and policies on disk. */
  readonly rules: () => Rulebook;
  /** The service ended without an answer to this very call. */
  readonly hasEnded: boolean;
}

/** One call of the control API: how it is sent, read, carried and answered, by every process that meets it. */
export interface Call<P extends Part, Args, Value> {
  readonly part: P;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Reads the arguments, from a query or a body, or from a line of the bridge. Throws an `ApiFault`. */
  readonly args: (value: unknown) => Args;
  /** Reads the value that is answered; undefined for anything else. */
  readonly value: (value: unknown) => Value | undefined;
  /** The member that holds the value in answers over HTTP; without it the value is the answer. */
  readonly member?: string;
  /** Longest wait for the answer of the service, in ms. */
  readonly timeoutMs: number | ((args: Args) => number);
  /** Returns the value where no service runs; without this, the service is started for the call. */
  readonly stopped?: (home: StoppedHome) => Value;
  /** It changes something: a service that is ending refuses it. */
  readonly changes?: true;
  /**
   * How it is sent again where the service ended without an answer, and may have done it: `false`: not at all; a function
   * corrects the value of the second try.
   */
  readonly again?: false | ((value: Value) => Value);
  /** Whether these arguments, sent again, could do twice what they did: then `again` is `false`. */
  readonly isOnce?: (args: Args) => boolean;
  /** Longest body, in bytes; `MAX_BODY` where it is left out. */
  readonly maxBody?: number;
}

/** An answer that is no JSON document, for clients of their own; it is no call of the backend. */
export interface Stream {
  readonly method: 'GET';
  readonly path: string;
}

/** Returns the longest wait for the answer of the service, in ms. */
export function timeoutOf<Args>(
  { timeoutMs }: Pick<Call<Part, Args, unknown>, 'timeoutMs'>,
  args: Args,
): number {
  return typeof timeoutMs === 'number' ? timeoutMs : timeoutMs(args);
}
