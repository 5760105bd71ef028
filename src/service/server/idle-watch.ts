/** Ends something that has had nothing to do for some time. */
export class IdleWatch {
  readonly #afterMs: number;
  readonly #isIdle: () => boolean;
  readonly #leave: () => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** Calls `leave` after `afterMs` of idleness (0: never), and again after that time where it gives false. */
  constructor(afterMs: number, isIdle: () => boolean, leave: () => boolean) {
    this.#afterMs = afterMs;
    this.#isIdle = isIdle;
    this.#leave = leave;
  }

  /** To be called whenever idleness may have begun or ended; what ends unseen is noticed when the time is over. */
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
