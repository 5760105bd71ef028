import type { Meter } from '../datagrams.ts';

/** What was not used is kept for so long, ms, and at least room for the largest datagram. */
const KEPT_MS = 200;
const LEAST_KEPT_BYTES = 65_536;
/** Shares are counted over so long, ms. */
const WINDOW_MS = 100;

/**
 * Bytes a second of which datagrams take their part, or are dropped: a bucket that fills at the rate. While it is short, a
 * session that has had more than its share of the last moment gets none, so that one that floods does not starve others.
 */
export class DropRate {
  #bytesPerMs: number;
  #balance: number;
  readonly #now: () => number;
  /** When the balance was right, and when the present window began, ms of the clock. */
  #at: number;
  #windowAt: number;
  #window = 0;
  /** How many sessions have sent in the present window, and in the one before. */
  #active = 0;
  #activeBefore = 1;

  /** `now` is a clock in ms. */
  constructor(bytesPerSecond: number, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#at = now();
    this.#windowAt = this.#at;
    this.#bytesPerMs = bytesPerSecond / 1_000;
    this.#balance = this.#most;
  }

  /** Another rate from now on. */
  set(bytesPerSecond: number): void {
    this.#bytesPerMs = bytesPerSecond / 1_000;
  }

  /** What datagrams may take now, bytes. */
  get balance(): number {
    this.#refill(this.#now());
    return this.#balance;
  }

  /** Goes on from the balance of another process. */
  goOn(balance: number): void {
    this.#at = this.#now();
    this.#balance = Math.min(this.#most, balance);
  }

  /** Returns the share of one session. */
  join(): Meter {
    return new Share(this);
  }

  /** Takes the bytes of a datagram out of what is left; false where it is to be dropped. */
  take(share: Share, bytes: number): boolean {
    this.#refill(this.#now());
    if (share.window !== this.#window) {
      share.window = this.#window;
      share.used = 0;
      this.#active += 1;
    }
    if (bytes > this.#balance) return false;
    const fair = (this.#bytesPerMs * WINDOW_MS) / Math.max(this.#active, this.#activeBefore);
    if (share.used + bytes > fair && this.#balance < this.#most / 2) return false;
    share.used += bytes;
    this.#balance -= bytes;
    return true;
  }

  get #most(): number {
    return Math.max(LEAST_KEPT_BYTES, this.#bytesPerMs * KEPT_MS);
  }

  #refill(now: number): void {
    this.#balance = Math.min(this.#most, this.#balance + (now - this.#at) * this.#bytesPerMs);
    this.#at = now;
    if (now - this.#windowAt < WINDOW_MS) return;
    this.#windowAt = now;
    this.#window = (this.#window + 1) | 0;
    this.#activeBefore = Math.max(1, this.#active);
    this.#active = 0;
  }
}

/** One session's share of a rate. */
class Share implements Meter {
  readonly #rate: DropRate;
  window = -1;
  /** Bytes in the present window. */
  used = 0;

  constructor(rate: DropRate) {
    this.#rate = rate;
  }

  passes(bytes: number): boolean {
    return this.#rate.take(this, bytes);
  }
}
