/** Runs tasks one after the other, in the order in which they were added. */
export class TaskQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all before it have ended, however they ended; settles as the task does. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when every task added so far has ended. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
