import type { ClientKey } from '../bounds/client-key.ts';
import type { AcceptedConnection, Listener } from '../transport.ts';

/** A connection that was accepted and waits until its entry has room; nothing is read from it. */
export interface WaitingClient {
  readonly accepted: AcceptedConnection;
  /** The port that it came to. */
  readonly port: number;
  /** What it is counted by; undefined where its client is not known yet. */
  readonly client: ClientKey | undefined;
}

/**
 * The clients that wait until one entry has room for them. Those of a listener that is the entry's alone wait in the system's
 * queue. Where several entries share a listener, or the transport accepts whatever comes, they were accepted and wait here.
 */
export class WaitingClients {
  readonly listeners = new Set<Listener>();
  /** Those of the listeners at which somebody waits. */
  readonly queues = new Set<Listener>();
  readonly #accepted: WaitingClient[] = [];
  #taken = 0;

  /** How many were accepted. */
  get size(): number {
    return this.#accepted.length - this.#taken;
  }

  /** Those that were accepted, the one that has waited longest first. */
  get accepted(): readonly WaitingClient[] {
    return this.#accepted.slice(this.#taken);
  }

  get isEmpty(): boolean {
    return this.size === 0 && this.listeners.size === 0;
  }

  /** Takes a listener away, which goes on. */
  release(listener: Listener): void {
    this.listeners.delete(listener);
    this.queues.delete(listener);
  }

  add(client: WaitingClient): void {
    this.#accepted.push(client);
  }

  /** Takes the one that has waited longest. */
  next(): WaitingClient | undefined {
    const client = this.#accepted[this.#taken];
    if (client === undefined) return undefined;
    this.#taken += 1;
    // What was taken is dropped now and then, so that each costs little.
    if (this.#taken * 2 > this.#accepted.length) {
      this.#accepted.splice(0, this.#taken);
      this.#taken = 0;
    }
    return client;
  }
}
