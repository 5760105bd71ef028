import { entryKey } from '../../portproxy/key.ts';
import type { EntryCounters } from '../../relay/relay.ts';
import type { ListedEntry } from '../contract/status.ts';
import { type Totals, addGrowth, newTotals } from './totals.ts';

/** At most so many entries have series of their own; all others are counted together. */
const MOST_OWN_SERIES = 500;

/** What metrics say of entries: those with series of their own, and all others in one sum. */
export interface Booked {
  readonly own: readonly ListedEntry[];
  readonly others: { readonly count: number; readonly connections: number; readonly totals: Totals };
}

/**
 * Decides which entries have series of their own, so that their number is bounded however large the table is: the first
 * that it hears of keep theirs until they are deleted. An entry that was once counted among the others stays with
 * them, so that no counter ever goes back.
 */
export class SeriesBook {
  readonly #most: number;
  readonly #own = new Set<string>();
  /** The counters of the others as they were counted last. */
  readonly #others = new Map<string, EntryCounters | undefined>();
  readonly #totals = newTotals();

  constructor(most = MOST_OWN_SERIES) {
    this.#most = most;
  }

  /** Takes all entries with their counters, in the order of the table. */
  take(entries: readonly ListedEntry[]): Booked {
    const byKey = new Map(entries.map((entry) => [entryKey(entry), entry]));
    for (const key of this.#own) if (!byKey.has(key)) this.#own.delete(key);
    for (const key of this.#others.keys()) if (!byKey.has(key)) this.#others.delete(key);
    const own: ListedEntry[] = [];
    let connections = 0;
    for (const [key, entry] of byKey) {
      if (this.#isOwn(key)) own.push(entry);
      else {
        addGrowth(this.#totals, this.#others.get(key), entry.counters);
        this.#others.set(key, entry.counters);
        connections += entry.counters?.connections ?? 0;
      }
    }
    return { own, others: { count: this.#others.size, connections, totals: this.#totals } };
  }

  #isOwn(key: string): boolean {
    if (this.#own.has(key)) return true;
    if (this.#others.has(key) || this.#own.size >= this.#most) return false;
    this.#own.add(key);
    return true;
  }
}
