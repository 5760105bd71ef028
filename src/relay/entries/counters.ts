import { monotonicNow } from '../common/wall-clock.ts';
import type { EndReason, EntryCounters, EntryNames, ResolvedName } from '../relay.ts';

/** So many rules are counted by name; those that deny later are counted together. */
const MOST_CAUSES = 100;
const OTHER_CAUSES = 'other rules';

/** The counters of one entry, written where things happen and read by snapshot. Bytes from client to target are up. */
export class Counters {
  connections = 0;
  connectionsTotal: number;
  bytesUp: number;
  bytesDown: number;
  errors: number;
  refused: number;
  denied: number;
  lastError: { readonly at: number; readonly text: string } | undefined;
  #names: EntryNames | undefined;
  #namings = 0;
  readonly #ends: Map<string, number>;
  readonly #denials: Map<string, number>;

  /** Starts from the snapshot of a worker that crashed, without its live connections; from zero where there is none. */
  constructor(earlier?: EntryCounters) {
    this.connectionsTotal = earlier?.connectionsTotal ?? 0;
    this.bytesUp = earlier?.bytesUp ?? 0;
    this.bytesDown = earlier?.bytesDown ?? 0;
    this.errors = earlier?.errors ?? 0;
    this.refused = earlier?.refused ?? 0;
    this.denied = earlier?.denied ?? 0;
    this.lastError = earlier?.lastError;
    this.#names = earlier?.names;
    this.#ends = new Map(Object.entries(earlier?.ends ?? {}));
    this.#denials = new Map(Object.entries(earlier?.denials ?? {}));
  }

  /** Counts a connection that began. */
  began(): void {
    this.connections += 1;
    this.connectionsTotal += 1;
  }

  /** Counts a connection that ended. */
  ended(reason: EndReason): void {
    this.connections -= 1;
    const key = endKey(reason);
    this.#ends.set(key, (this.#ends.get(key) ?? 0) + 1);
  }

  /** Counts a connection that was denied, by the rule or the policy that did it. */
  deny(cause: string): void {
    this.denied += 1;
    const key = this.#denials.has(cause) || this.#denials.size < MOST_CAUSES ? cause : OTHER_CAUSES;
    this.#denials.set(key, (this.#denials.get(key) ?? 0) + 1);
  }

  /** Counts an error, in a sentence. */
  failed(text: string): void {
    this.errors += 1;
    this.lastError = { at: monotonicNow(), text };
  }

  /** Notes the answer for a name of the entry; answers are compared by identity (`NameCache.resolved`). */
  named(side: 'listen' | 'connect', resolved: ResolvedName | undefined): void {
    if (!resolved || this.#names?.[side] === resolved) return;
    this.#names = { ...this.#names, [side]: resolved };
    this.#namings += 1;
  }

  /** Forgets the answers: the entry has other names from now on. */
  forgetNames(): void {
    if (this.#names === undefined) return;
    this.#names = undefined;
    this.#namings += 1;
  }

  /** Returns a copy of all counters. */
  snapshot(): EntryCounters {
    const { connections, connectionsTotal, bytesUp, bytesDown, errors, refused, denied, lastError } = this;
    return {
      connections,
      connectionsTotal,
      bytesUp,
      bytesDown,
      errors,
      refused,
      denied,
      ends: Object.fromEntries(this.#ends),
      ...(this.#denials.size > 0 && { denials: Object.fromEntries(this.#denials) }),
      lastError,
      names: this.#names,
    };
  }

  /** Grows with every end, error, denial and answer for a name: with all that a row of numbers cannot tell. */
  get events(): number {
    return this.connectionsTotal - this.connections + this.errors + this.denied + this.#namings;
  }

  /** Grows with every change of these counters; for those who keep copies. */
  get revision(): number {
    const ended = this.connectionsTotal - this.connections;
    return (
      this.connectionsTotal +
      ended +
      this.bytesUp +
      this.bytesDown +
      this.errors +
      this.refused +
      this.denied +
      this.#namings
    );
  }
}

/** Returns the key under which an end is counted: `by phase how`, such as `client data closed`. */
export function endKey({ by, phase, how }: EndReason): string {
  return `${by} ${phase} ${how}`;
}
