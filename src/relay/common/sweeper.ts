/** A check that comes later than this was held up: the process was stopped, or its machine slept; ms. */
const STILL_MS = 300;

/** A connection or a session, with timeouts that are checked now and then. */
interface Swept {
  /** How often its timeouts are to be checked, ms. */
  readonly entry: { readonly checkMs: number };
  /** Takes a time out of all timeouts in which the whole process stood still, ms. */
  stoodStill(ms: number, now: number): void;
  /** Looks at its timeouts. `now` in ms of performance.now(). Returns whether one is running while nothing moves. */
  check(now: number): boolean;
}

/**
 * Checks the timeouts of all that live by one timer, as often as the shortest of them asks for; never while nobody lives, or none of
 * them is running.
 */
export class Sweeper {
  readonly #live: ReadonlyMap<number, Swept>;
  readonly #rests: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  /** How often timeouts are checked, ms. */
  #everyMs = Infinity;
  /** When timeouts were checked last, ms of performance.now(). */
  #sweptAt = 0;

  /** `rests` returns whether nothing moves now, and `stir` will be called when something does. */
  constructor(live: ReadonlyMap<number, Swept>, rests: () => boolean) {
    this.#live = live;
    this.#rests = rests;
  }

  /** One more lives, whose timeouts are to be checked so often, ms. */
  began(checkMs: number): void {
    if (checkMs < this.#everyMs || this.#timer === undefined) this.#every(Math.min(checkMs, this.#everyMs));
  }

  /** Something moves again, or has other timeouts. */
  stir(): void {
    if (this.#timer === undefined && this.#live.size > 0) this.#every(this.#everyMs);
  }

  /** Nobody lives any more: the timer stands. */
  rest(): void {
    this.#every(Infinity);
  }

  #sweep(): void {
    const now = performance.now();
    const late = now - this.#sweptAt - this.#everyMs;
    const stillMs = late > STILL_MS ? late : 0;
    this.#sweptAt = now;
    let shortest = Infinity;
    let runs = false;
    for (const one of this.#live.values()) {
      shortest = Math.min(shortest, one.entry.checkMs);
      if (stillMs > 0) one.stoodStill(stillMs, now);
      if (one.check(now)) runs = true;
    }
    // The last ones may have ended meanwhile.
    if (this.#live.size === 0) return;
    if (shortest !== this.#everyMs) this.#every(shortest);
    if (!runs && this.#rests()) this.#stand();
  }

  #every(ms: number): void {
    this.#stand();
    this.#everyMs = ms;
    this.#sweptAt = performance.now();
    if (ms !== Infinity) this.#timer = setInterval(() => this.#sweep(), ms).unref();
  }

  #stand(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
