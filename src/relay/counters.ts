import { endKey } from './end-reason.ts';
import type { EndReason, EntryCounters, EntryNames, ResolvedName } from './relay.ts';

/** The counters of one entry: written where things happen, read by snapshot. Bytes from client to target are up. */
export class Counters {
  connections = 0;
  connectionsTotal: number;
  bytesUp: number;
  bytesDown: number;
  errors: number;
  refused: number;
  lastError: { readonly at: number; readonly text: string } | undefined;
  #names: EntryNames | undefined;
  #namings = 0;
  readonly #ends: Map<string, number>;

  /** Goes on from an earlier snapshot (of a worker that crashed), without its live connections. */
  constructor(earlier?: EntryCounters) {
    this.connectionsTotal = earlier?.connectionsTotal ?? 0;
    this.bytesUp = earlier?.bytesUp ?? 0;
    this.bytesDown = earlier?.bytesDown ?? 0;
    this.errors = earlier?.errors ?? 0;
    this.refused = earlier?.refused ?? 0;
    this.lastError = earlier?.lastError;
    this.#names = earlier?.names;
    this.#ends = new Map(Object.entries(earlier?.ends ?? {}));
  }

  began(): void {
    this.connections += 1;
    this.connectionsTotal += 1;
  }

  ended(reason: EndReason): void {
    this.connections -= 1;
    const key = endKey(reason);
    this.#ends.set(key, (this.#ends.get(key) ?? 0) + 1);
  }

  failed(text: string): void {
    this.errors += 1;
    this.lastError = { at: Date.now(), text };
  }

  /** What a name of the entry was resolved to; cheap where it is the same answer as before. */
  named(side: 'listen' | 'connect', resolved: ResolvedName | undefined): void {
    if (!resolved || this.#names?.[side] === resolved) return;
    this.#names = { ...this.#names, [side]: resolved };
    this.#namings += 1;
  }

  /** The entry has other names from now on. */
  forgetNames(): void {
    if (this.#names === undefined) return;
    this.#names = undefined;
    this.#namings += 1;
  }

  snapshot(): EntryCounters {
    const { connections, connectionsTotal, bytesUp, bytesDown, errors, refused, lastError } = this;
    return {
      connections,
      connectionsTotal,
      bytesUp,
      bytesDown,
      errors,
      refused,
      ends: Object.fromEntries(this.#ends),
      lastError,
      names: this.#names,
    };
  }

  /** A number that grows with every end, error and answer to a name: with all that is not a mere number. */
  get events(): number {
    return this.connectionsTotal - this.connections + this.errors + this.#namings;
  }

  /** A number that grows with every change of these counters; for those who keep copies. */
  get revision(): number {
    const ended = this.connectionsTotal - this.connections;
    return (
      this.connectionsTotal +
      ended +
      this.bytesUp +
      this.bytesDown +
      this.errors +
      this.refused +
      this.#namings
    );
  }
}
