/** Does something at most once per interval: at once if the last time is long enough ago, else as soon as it is. */
export interface Pacer {
  request(): void;
  /** Notes that it was just done for another reason. */
  done(): void;
  /** Whether it was last done at least `ms` ago, and is not about to be done. */
  isQuiet(ms: number): boolean;
  stop(): void;
}

/** Creates a pacer; `intervalMs` is asked each time, `elapsed` returns ms from any fixed beginning. */
export function createPacer(run: () => void, intervalMs: () => number, elapsed: () => number): Pacer {
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
      const wait = last + intervalMs() - elapsed();
      if (wait <= 0) now();
      else timer = setTimeout(now, wait);
    },
    done,
    isQuiet: (ms) => timer === undefined && elapsed() - last >= ms,
    stop: () => clearTimeout(timer),
  };
}
