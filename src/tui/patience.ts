/** Waits for something behind the prompt, as long as the user does. */
export interface Patience {
  readonly isWaiting: () => boolean;
  /** True once the work is done, false if the user gave up before. */
  readonly wait: (work: Promise<unknown>) => Promise<boolean>;
  readonly giveUp: () => void;
}

/** Waits for one thing at a time. */
export function createPatience(): Patience {
  let stop: (() => void) | undefined;
  return {
    isWaiting: () => stop !== undefined,
    async wait(work) {
      const { promise: stopped, resolve } = Promise.withResolvers<boolean>();
      stop = () => resolve(false);
      const isDone = await Promise.race([stopped, work.then(() => true)]);
      stop = undefined;
      return isDone;
    },
    giveUp: () => stop?.(),
  };
}
