const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** Returns how long to wait before the next try after so many failures in a row, ms: 250, doubled up to 30,000. */
export function retryPause(failures: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(Math.max(failures - 1, 0), 16));
}

/** Resolves to the result of the work, or to undefined after `ms`; the work is not cancelled. */
export async function atMost<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
