const FIRST_MS = 250;
const LONGEST_MS = 30_000;

/** How long to wait before the next try, ms, after so many failures in a row: 0.25 s, doubled up to 30 s. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(Math.max(failures - 1, 0), 16));
}
