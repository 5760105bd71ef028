/** Waits for something behind the prompt, as long as the user does. */
export interface Patience {
  readonly isWaiting: () => boolean;
  /** What the work gives; undefined if the user gave up before. */
  readonly wait: <T>(work: Promise<T>) => Promise<{ readonly value: T } | undefined>;
  readonly giveUp: () => void;
}

/** Waits for one thing at a time. */
export function createPatience(): Patience {
  let stop: (() => void) | undefined;
  return {
    isWaiting: () => stop !== undefined,
    async wait(work) {
      const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
      stop = () => resolve(undefined);
      try {
        return await Promise.race([stopped, work.then((value) => ({ value }))]);
      } finally {
        stop = undefined;
      }
    },
    giveUp: () => stop?.(),
  };
}
