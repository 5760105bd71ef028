const FREE = 0;
const BUSY = 1;
const ENDING = 2;

/** How long a process that ends waits for a thread's work, ms. */
const EXIT_MS = 10_000;

/**
 * Keeps a thread from being ended from outside while it does work that would not survive it. Loading koffi is such work: it ignores
 * that Node refuses its calls in a thread that is being ended, and then ends the whole process (napi_fatal_error, or a
 * value that was never set).
 */
export class WholeWork {
  readonly memory: SharedArrayBuffer;
  readonly #state: Int32Array;

  /** `memory`: that of the other thread. */
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.#state = new Int32Array(memory);
  }

  /** In the thread: does work that is done whole, or not at all where the thread is about to be ended. */
  run<Result>(work: () => Result): Result {
    // Whoever ends the thread ends this wait as well.
    while (Atomics.compareExchange(this.#state, 0, FREE, BUSY) !== FREE) Atomics.wait(this.#state, 0, ENDING);
    try {
      return work();
    } finally {
      Atomics.store(this.#state, 0, FREE);
      Atomics.notify(this.#state, 0);
    }
  }

  /** For whoever ends the thread: resolves when no such work is being done, and none begins any more. */
  async over(): Promise<void> {
    while (this.#isBusy()) await Atomics.waitAsync(this.#state, 0, BUSY).value;
  }

  /** As `over`, while the process exits. */
  awaitOver(): void {
    if (this.#isBusy() && Atomics.wait(this.#state, 0, BUSY, EXIT_MS) !== 'timed-out') this.#isBusy();
  }

  #isBusy(): boolean {
    return Atomics.compareExchange(this.#state, 0, FREE, ENDING) === BUSY;
  }
}
