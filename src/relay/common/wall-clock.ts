/** The system's clock may be this far from where the steady one says before it counts as set, ms. */
const SET_MS = 1_000;

/** Read by name, the global one is looked up anew each time. */
const clock = performance;
const READINGS = 5;
/** What the machine's monotonic clock shows when performance.now() of this thread shows 0, ms; both are one clock. */
const zero = Math.min(...Array.from({ length: READINGS }, fromZero));

/** Returns ms of the machine's monotonic clock: the same in all threads, and never set. */
export function monotonicNow(): number {
  return zero + clock.now();
}

/** The time between the two readings comes on top: the smallest result is the best. */
function fromZero(): number {
  const now = clock.now();
  return Number(process.hrtime.bigint()) / 1e6 - now;
}

/**
 * Makes wall times of times of the monotonic clock, so that two of them are as far apart as the moments are, however the
 * system's clock is set. Times of before then are those that the clock would have shown, had it been right.
 */
export class WallClock {
  readonly #wall: () => number;
  readonly #steady: () => number;
  #zero: number;

  constructor(wall: () => number, steady: () => number) {
    this.#wall = wall;
    this.#steady = steady;
    this.#zero = wall() - steady();
  }

  /** The wall time of the monotonic clock's zero, ms since the epoch; another number only after the clock was set. */
  get zero(): number {
    const zero = this.#wall() - this.#steady();
    if (Math.abs(zero - this.#zero) > SET_MS) this.#zero = zero;
    return this.#zero;
  }

  /** Returns the wall time of a time of the monotonic clock, ms since the epoch. */
  at(steady: number): number {
    return Math.round(this.zero + steady);
  }

  /** Returns the time of the monotonic clock that a wall time stands for. */
  steady(wall: number): number {
    return wall - this.zero;
  }

  /** Returns the wall time now, ms since the epoch. */
  now(): number {
    return this.at(this.#steady());
  }
}

/** The clock of this machine. */
export const wallClock = new WallClock(Date.now, monotonicNow);
