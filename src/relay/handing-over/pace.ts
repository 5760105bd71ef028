import { Slices } from '../common/slices.ts';
import { LifeFault } from './parcel.ts';
import type { Wire } from './wire.ts';

/** The other process takes more within so long, ms. */
const LONGEST_WAIT_MS = 5_000;
const LOOK_MS = 1;
/** Looks at the clock, and at the room in the socket, after so many items. */
const BATCH = 32;

/** The pace at which much is told while everything goes on: no call waits for the other process, and others have their turn. */
export class Pace {
  readonly #wire: Wire;
  readonly #slices = new Slices();
  #count = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Called after each item; whether `next` is to be awaited before the next one. */
  get due(): boolean {
    this.#count += 1;
    return this.#count % BATCH === 0;
  }

  /** Sends what waits; resolves when more can be sent at once. Rejects with a `LifeFault` where that takes too long. */
  async next(): Promise<void> {
    this.#wire.flush();
    if (this.#slices.due) await this.#slices.next();
    const until = performance.now() + LONGEST_WAIT_MS;
    while (!this.#wire.socket.hasRoom) {
      if (performance.now() > until) throw new LifeFault('The other process does not answer in time.');
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_MS);
      });
    }
  }
}
