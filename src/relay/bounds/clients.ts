import type { EntryBounds } from '../relay.ts';
import type { ClientKey } from './client-key.ts';

/** So many clients are remembered that have made connections lately; the one whose last is longest ago is forgotten first. */
const MOST_REMEMBERED = 16_384;

/** The bound that a client has met, by its tag. */
export type MetBound = 'maxperclient' | 'newperclient';

/**
 * The clients of one entry: how many connections each has, and how many it may begin now. It holds a number for each client
 * that is connected, and one for each that was lately, up to `MOST_REMEMBERED`.
 */
export class Clients {
  readonly #live = new Map<ClientKey, number>();
  /**
   * When the allowance of a client will be whole again, ms of performance.now(), the client seen longest ago first: the
   * token bucket as one number, as in the virtual scheduling of the generic cell rate algorithm (ITU-T I.371).
   */
  readonly #wholeAt = new Map<ClientKey, number>();

  /** How many clients it remembers that may have no connection now. */
  get remembered(): number {
    return this.#wholeAt.size;
  }

  /** When the allowance of each client will be whole again, ms of performance.now(), the client seen longest ago first. */
  get allowances(): Iterable<readonly [ClientKey, number]> {
    return this.#wholeAt;
  }

  /** Goes on from the allowances that another process has counted. */
  goOn(allowances: Iterable<readonly [ClientKey, number]>): void {
    for (const [client, wholeAt] of allowances) {
      if (this.#wholeAt.size < MOST_REMEMBERED) this.#wholeAt.set(client, wholeAt);
    }
  }

  /** Returns how many connections a client has. */
  of(client: ClientKey): number {
    return this.#live.get(client) ?? 0;
  }

  /**
   * Counts a connection of a client, unless that is one too many; then it returns the bound that was met. `now` in ms of
   * performance.now().
   */
  begin(client: ClientKey, { maxPerClient, newPerClient }: EntryBounds, now: number): MetBound | undefined {
    if (maxPerClient > 0 && this.of(client) >= maxPerClient) return 'maxperclient';
    if (newPerClient !== undefined && newPerClient.count > 0) {
      const { count, perMs } = newPerClient;
      if (!this.#takeToken(client, perMs / count, perMs, now)) return 'newperclient';
    } else if (this.#wholeAt.size > 0) this.#wholeAt.clear();
    this.add(client);
    return undefined;
  }

  /** Counts a connection of a client that exists, whatever the bounds are. */
  add(client: ClientKey): void {
    this.#live.set(client, this.of(client) + 1);
  }

  /** Counts a connection that has ended. */
  end(client: ClientKey): void {
    const left = this.of(client) - 1;
    if (left > 0) this.#live.set(client, left);
    else this.#live.delete(client);
  }

  /** Takes one of a client's tokens, of which one comes back each `everyMs`; all within `perMs`. False where none is left. */
  #takeToken(client: ClientKey, everyMs: number, perMs: number, now: number): boolean {
    const wholeAt = Math.max(now, Math.min(this.#wholeAt.get(client) ?? now, now + perMs)) + everyMs;
    // Sums of fractions may be off by a little.
    if (wholeAt > now + perMs + everyMs / 1_000) return false;
    this.#wholeAt.delete(client);
    this.#forget(now);
    this.#wholeAt.set(client, wholeAt);
    return true;
  }

  /** Forgets two clients at the most whose allowance is whole, so that it costs little each time; and one that is too many. */
  #forget(now: number): void {
    let looked = 0;
    for (const [client, wholeAt] of this.#wholeAt) {
      const isTooMany = this.#wholeAt.size >= MOST_REMEMBERED;
      if (looked === 2 || (wholeAt > now && !isTooMany)) return;
      this.#wholeAt.delete(client);
      looked += 1;
    }
  }
}
