/** Does something at fixed intervals as long as there is cause; then it stands still, and nobody wakes up for it. */
export class Cadence {
  readonly #everyMs: number;
  readonly #beat: () => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** `beat` does it, and returns whether it is to be done again, `everyMs` later. */
  constructor(everyMs: number, beat: () => boolean) {
    this.#everyMs = everyMs;
    this.#beat = beat;
  }

  /** There is cause again. */
  start(): void {
    this.#timer ??= setInterval(() => {
      if (!this.#beat()) this.stop();
    }, this.#everyMs).unref();
  }

  /** Stands still until the next start. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
