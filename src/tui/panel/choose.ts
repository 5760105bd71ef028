import type { EntryRow } from '../live/feed/entry-row.ts';

/** Chooses the entries to show where there is room for only a few. */
export interface Chooser {
  /**
   * Returns at most `most` rows, in the order of the table. Chosen ones stay for a while, unless an entry comes or
   * goes.
   */
  choose(rows: readonly EntryRow[], most: number, now: number): readonly EntryRow[];
}

/** The choice changes at most so often, ms, while no entry comes or goes. */
const STEADY_MS = 3_000;

/**
 * Creates a chooser. First come entries that were added meanwhile, the newest first; then those that should listen
 * but do not; then those with connections; then the first of the table.
 */
export function createChooser(): Chooser {
  /** When each entry was added, ms since the epoch; those from the beginning are missing. */
  const cameAt = new Map<string, number>();
  let known: ReadonlySet<string> | undefined;
  let chosen: ReadonlySet<string> = new Set();
  let chosenAt = -Infinity;
  let chosenOf = 0;

  function note(keys: ReadonlySet<string>, now: number): boolean {
    const before = known;
    known = keys;
    if (!before) return true;
    let isOther = keys.size !== before.size;
    for (const key of keys) {
      if (before.has(key)) continue;
      cameAt.set(key, now);
      isOther = true;
    }
    for (const key of cameAt.keys()) if (!keys.has(key)) cameAt.delete(key);
    return isOther;
  }

  return {
    choose(rows, most, now) {
      const isOther = note(new Set(rows.map(({ key }) => key)), now);
      if (rows.length <= most) return rows;
      if (isOther || most !== chosenOf || now - chosenAt >= STEADY_MS) {
        const places = new Map(rows.map((row, at) => [row, at]));
        const best = rows.toSorted(
          (a, b) =>
            (cameAt.get(b.key) ?? 0) - (cameAt.get(a.key) ?? 0) ||
            weight(b) - weight(a) ||
            places.get(a)! - places.get(b)!,
        );
        chosen = new Set(best.slice(0, most).map(({ key }) => key));
        chosenAt = now;
        chosenOf = most;
      }
      return rows.filter(({ key }) => chosen.has(key));
    },
  };
}

function weight({ entry: { state, counters } }: EntryRow): number {
  if (state === 'failed' || state === 'held') return 2;
  return (counters?.connections ?? 0) > 0 ? 1 : 0;
}
