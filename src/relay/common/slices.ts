/** Work may take so long before other events have their turn, ms. */
const SLICE_MS = 2;

/** Cuts long work into slices, so that connections go on meanwhile: `if (slices.due) await slices.next()`. */
export class Slices {
  #since = performance.now();

  /** Whether the present slice has taken its time. */
  get due(): boolean {
    return performance.now() - this.#since >= SLICE_MS;
  }

  /** Resolves when other events have had their turn. */
  async next(): Promise<void> {
    await new Promise((turn) => setImmediate(turn));
    this.#since = performance.now();
  }

  /** Carries out a search step by step, in slices. */
  async run<Result>(search: Iterator<undefined, Result>): Promise<Result> {
    for (;;) {
      const { done, value } = search.next();
      if (done) return value;
      if (this.due) await this.next();
    }
  }
}
