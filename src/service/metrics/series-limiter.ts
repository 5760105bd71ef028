import { entryKey } from '../../portproxy/key.ts';
import type { EntryCounters } from '../../relay/relay.ts';
import type { ListedEntry } from '../contract/status.ts';
import { type Totals, addGrowth, newTotals } from './totals.ts';

/** Most entries with series of their own; all others are counted together. */
const MOST_OWN_SERIES = 500;

/** Entries with series of their own, and the sum of all others. */
export interface LimitedSeries {
  readonly own: readonly ListedEntry[];
  readonly others: { readonly count: number; readonly connections: number; readonly totals: Totals };
}

/**
 * Bounds the number of series however large the table is: the first entries that it sees have series of their own until
 * they are deleted. An entry once counted among the others stays there, so that no counter ever goes back.
 */
export class SeriesLimiter {
  readonly #most: number;
  readonly #own = new Set<string>();
  /** The others' counters at the last look, by key. */
  readonly #others = new Map<string, EntryCounters | undefined>();
  readonly #totals = newTotals();

  constructor(most = MOST_OWN_SERIES) {
    this.#most = most;
  }

  /** Returns the series of all entries with their counters, given in the order of the table. */
  take(entries: readonly ListedEntry[]): LimitedSeries {
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
