/** Calls back after a time of idleness. */
export class IdleWatch {
  readonly #afterMs: number;
  readonly #isIdle: () => boolean;
  readonly #leave: () => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** Calls `leave` after `afterMs` of idleness (0: never), and again after the same time where it returns false. */
  constructor(afterMs: number, isIdle: () => boolean, leave: () => boolean) {
    this.#afterMs = afterMs;
    this.#isIdle = isIdle;
    this.#leave = leave;
  }

  /** To be called when idleness may have begun or ended; an end without a call is noticed when the time is over. */
  look(): void {
    this.stop();
    if (this.#afterMs > 0 && this.#isIdle()) this.#timer = setTimeout(() => this.#over(), this.#afterMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #over(): void {
    if (!this.#isIdle() || !this.#leave()) this.look();
  }
}
