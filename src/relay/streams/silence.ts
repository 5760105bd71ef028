import { sendQueue } from './send-queues.ts';

/** Looks that are farther apart than this say nothing about the time between them, ms. */
const APART_MS = 3_000;
/** What the system tells may be so old, ms. */
const OLD_MS = 500;

/**
 * For how long one end has answered nothing that was sent to it, as seen by looking now and then at what the system still
 * holds for it. Linux tells only that it repeats, not since when.
 */
export class Silence {
  #since = 0;
  #lookedAt = -Infinity;
  #unsent = 0;

  /** Returns whether bytes and their repetitions were left without an answer for `ms`; false where the system does not tell. */
  lasts(localPort: number, remotePort: number, ms: number): boolean {
    const now = performance.now();
    const queue = sendQueue(localPort, remotePort, now - OLD_MS);
    const goesOn =
      queue?.isRepeated === true && queue.unsent === this.#unsent && now - this.#lookedAt < APART_MS;
    if (!goesOn) this.#since = now;
    this.#unsent = queue?.isRepeated === true ? queue.unsent : 0;
    this.#lookedAt = now;
    return goesOn && now - this.#since >= ms;
  }
}
