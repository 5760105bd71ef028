import type { Meter, MeteredDirection, Rate } from '../common/rate.ts';

/** A turn is of the bytes of so long a time, ms, `MOST_TURN_BYTES` at the most, and as long. */
const TURN_MS = 20;
const MOST_TURN_BYTES = 256 << 10;
/** At least this part of a turn is read at once. */
const LEAST_PARTS = 4;
/** What was not used is kept for so long, ms; while somebody waits, longer: the loop may come late. */
const KEPT_MS = 200;
const KEPT_WAITING_MS = 250;
/** So many have their turn before other events have theirs. */
const TURNS = 64;
/** The longest time of a timer of Node's, ms. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Bytes a second that directions share: a bucket that fills at the rate, and those that wait for it have their turns, each
 * of as many bytes (deficit round robin, Shreedhar and Varghese 1995). Whoever has read more than its turn pays with later
 * ones. One timer serves all who wait.
 */
export class SharedRate implements Rate {
  #bytesPerMs: number;
  /** What may be read now, bytes; less than 0 where more was read than that. */
  #balance = 0;
  /** When the balance was right, ms of performance.now(). */
  #at = performance.now();
  /** Those whose turn has begun and who will read a little later, in the order in which their turns end. */
  readonly #begun = new Set<Share>();
  /** What they may still read, bytes. */
  #promised = 0;
  /** Those that wait, in the order of their turns. */
  readonly #waiting = new Set<Share>();
  #isServing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1_000;
    this.#balance = 2 * this.turnBytes;
  }

  /** Another rate from now on. What was read too much takes no longer to pay than it would have. */
  set(bytesPerSecond: number): void {
    this.#refill();
    for (const share of this.#begun) this.#endTurn(share);
    const before = this.#bytesPerMs;
    this.#bytesPerMs = bytesPerSecond / 1_000;
    this.#balance *= Math.min(1, this.#bytesPerMs / before);
    for (const share of this.#waiting) share.isOf(this.#bytesPerMs);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arm();
  }

  /** What may be read now, bytes; less than 0 where more was read than that. */
  get balance(): number {
    this.#refill();
    return this.#balance;
  }

  /** Goes on from the balance of another process. */
  goOn(balance: number): void {
    this.#balance = balance;
    this.#at = performance.now();
  }

  get turnBytes(): number {
    return Math.min(MOST_TURN_BYTES, Math.max(1, Math.floor(this.#bytesPerMs * TURN_MS)));
  }

  join(direction: MeteredDirection, readsLater = false): Meter {
    return new Share(this, direction, readsLater);
  }

  /** Returns how many bytes may be read now; 0: none, and it is resumed when it has its turn. */
  allow(share: Share): number {
    const now = this.#refill();
    share.isOf(this.#bytesPerMs);
    if (share.credit >= 1 && now < share.until) return share.credit;
    // Less than a part of a turn is left to gather, or the last bytes would be read one by one.
    this.#endTurn(share);
    const free = this.#balance - this.#promised;
    if (this.#waiting.size === 0 && free >= this.turnBytes / LEAST_PARTS) {
      share.begin(Math.ceil(Math.min(free, this.turnBytes)), now);
      return share.credit;
    }
    this.#waiting.add(share);
    this.#arm();
    return 0;
  }

  /** Takes out of the balance what was read. */
  took(share: Share, bytes: number): void {
    if (this.#begun.has(share)) this.#promised -= Math.min(bytes, Math.max(0, share.credit));
    const counted = bytes * share.partAt(this.#bytesPerMs);
    this.#balance -= counted;
    share.credit -= counted;
  }

  /** Does not wait any more. */
  leave(share: Share): void {
    this.#endTurn(share);
    if (!this.#waiting.delete(share) || this.#waiting.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Fills the bucket for the time since; returns now, ms of performance.now(). */
  #refill(): number {
    const now = performance.now();
    const most = this.#bytesPerMs * (this.#waiting.size > 0 ? KEPT_WAITING_MS : KEPT_MS);
    const filled = this.#balance + (now - this.#at) * this.#bytesPerMs;
    this.#balance = Math.min(filled, Math.max(1, most));
    this.#at = now;
    for (const share of this.#begun) {
      if (now < share.until) break;
      this.#endTurn(share);
    }
    return now;
  }

  /** A turn that was not used up is lost; what was read beyond it is not. */
  #endTurn(share: Share): void {
    if (this.#begun.delete(share)) this.#promised -= Math.max(0, share.credit);
    share.credit = Math.min(0, share.credit);
  }

  #arm(): void {
    if (this.#timer !== undefined || this.#isServing || this.#waiting.size === 0) return;
    const ms = (this.turnBytes - this.#balance + this.#promised) / this.#bytesPerMs;
    this.#timer = setTimeout(this.#serve, Math.min(LONGEST_WAIT_MS, Math.max(1, Math.ceil(ms))));
  }

  /** Gives turns while there is something to give. */
  readonly #serve = (): void => {
    this.#timer = undefined;
    this.#isServing = true;
    const now = this.#refill();
    const { turnBytes } = this;
    let turns = 0;
    for (const share of this.#waiting) {
      if (this.#balance - this.#promised < 1 || turns === TURNS) break;
      this.#waiting.delete(share);
      share.credit += turnBytes;
      if (share.credit < 1) {
        // It comes round again.
        this.#waiting.add(share);
        continue;
      }
      turns += 1;
      share.begin(share.credit, now);
      if (share.readsLater) {
        this.#begun.add(share);
        this.#promised += share.credit;
        share.direction.resume();
      } else {
        share.direction.resume();
        this.#endTurn(share);
      }
    }
    this.#isServing = false;
    this.#arm();
  };
}

/** One direction's share of a rate. */
class Share implements Meter {
  readonly rate: SharedRate;
  readonly direction: MeteredDirection;
  readonly readsLater: boolean;
  /** What it may read in its turn, bytes; less than 0 where it has read too much. */
  credit = 0;
  /** Until when it may, ms of performance.now(). */
  until = 0;
  /** The rate that its credit is of, bytes a ms. */
  #bytesPerMs = 0;

  constructor(rate: SharedRate, direction: MeteredDirection, readsLater: boolean) {
    this.rate = rate;
    this.direction = direction;
    this.readsLater = readsLater;
  }

  /**
   * Returns what part of the bytes of a read counts at a rate, bytes a ms: of one that was begun at a higher rate as many ms
   * as it had there, and nothing of one that was begun before there was a rate.
   */
  partAt(bytesPerMs: number): number {
    return this.#bytesPerMs === 0 ? 0 : Math.min(1, bytesPerMs / this.#bytesPerMs);
  }

  /** Its rate is this one, bytes a ms: where that is lower than before, its credit is of as many ms as it was. */
  isOf(bytesPerMs: number): void {
    if (bytesPerMs === this.#bytesPerMs) return;
    if (bytesPerMs < this.#bytesPerMs) this.credit *= bytesPerMs / this.#bytesPerMs;
    this.#bytesPerMs = bytesPerMs;
  }

  /** Its turn begins; it lasts as long as one may wait for what it reads. */
  begin(credit: number, now: number): void {
    this.credit = credit;
    this.until = now + TURN_MS;
  }

  allow(): number {
    return this.rate.allow(this);
  }

  took(bytes: number): void {
    this.rate.took(this, bytes);
  }

  leave(): void {
    this.rate.leave(this);
  }
}
