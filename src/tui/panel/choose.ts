import type { EntryRow } from '../live/feed/entry-row.ts';

/** The entries of which there is room for only a few, in the order of the table. */
export interface Chooser {
  /** At most `most` of the rows; those chosen before stay, unless others matter more for some time. */
  choose(rows: readonly EntryRow[], most: number, now: number): readonly EntryRow[];
}

/** What is shown changes no more often than this while no entry comes or goes; ms. */
const STEADY_MS = 3_000;

/**
 * Chooses what a few rows show of a long table: entries that came while it was looked at, the newest first; then
 * those that do not listen though they should; then those with connections; then the first of the table.
 */
export function createChooser(): Chooser {
  /** When an entry came; those that were there at the beginning did not. */
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
