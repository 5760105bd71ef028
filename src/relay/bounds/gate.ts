import type { EntryBounds } from '../relay.ts';
import { Clients } from './clients.ts';
import { SharedRate } from './shared-rate.ts';

/** The bounds of one entry at work: its clients, and the rates of both directions. */
export class Gate {
  readonly clients = new Clients();
  #bounds: EntryBounds;
  #up: SharedRate | undefined;
  #down: SharedRate | undefined;

  constructor(bounds: EntryBounds) {
    this.#bounds = bounds;
    this.#setRate(bounds.bytesPerSecond);
  }

  get bounds(): EntryBounds {
    return this.#bounds;
  }

  /** The rate from clients to targets; undefined where it has no limit. */
  get up(): SharedRate | undefined {
    return this.#up;
  }

  /** The rate from targets to clients; undefined where it has no limit. */
  get down(): SharedRate | undefined {
    return this.#down;
  }

  /** Replaces the bounds. */
  set(bounds: EntryBounds): void {
    this.#bounds = bounds;
    this.#setRate(bounds.bytesPerSecond);
  }

  /** Whether so many connections are all that there may be. */
  isFull(connections: number): boolean {
    const { maxConnections } = this.#bounds;
    return maxConnections > 0 && connections >= maxConnections;
  }

  #setRate(bytesPerSecond: number): void {
    if (bytesPerSecond === 0) {
      this.#up = undefined;
      this.#down = undefined;
      return;
    }
    if (this.#up && this.#down) {
      this.#up.set(bytesPerSecond);
      this.#down.set(bytesPerSecond);
      return;
    }
    this.#up = new SharedRate(bytesPerSecond);
    this.#down = new SharedRate(bytesPerSecond);
  }
}
