/** Does something at most every so often: at once if it was not done lately, else as soon as it may be done again. */
export interface Pacer {
  request(): void;
  /** It was just done for another reason. */
  done(): void;
  /** Whether it was not done for so long, ms, and is not about to be. */
  isQuiet(ms: number): boolean;
  stop(): void;
}

/** A pacer; `elapsed` tells ms from any beginning. */
export function createPacer(run: () => void, intervalMs: number, elapsed: () => number): Pacer {
  let last = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  function now(): void {
    timer = undefined;
    last = elapsed();
    run();
  }

  function done(): void {
    clearTimeout(timer);
    timer = undefined;
    last = elapsed();
  }

  return {
    request() {
      if (timer) return;
      const wait = last + intervalMs - elapsed();
      if (wait <= 0) now();
      else timer = setTimeout(now, wait);
    },
    done,
    isQuiet: (ms) => timer === undefined && elapsed() - last >= ms,
    stop: () => clearTimeout(timer),
  };
}
