import type { EntryStatus } from '../../portproxy/state.ts';
import type { EntryCounters, EntryReport } from '../../relay/relay.ts';
import { ENTRY_ROWS } from '../../relay/rows.ts';
import { summedCounters } from './summed-counters.ts';

/** How often what is more than numbers is summed up again for an entry, in ms. */
const WHOLE_EVERY_MS = 1_000;

/** One entry on all machines that told of it. */
interface Sum {
  readonly number: number;
  readonly parts: Map<number, EntryCounters>;
  readonly numbers: number[];
  /** When it was reported whole, ms of performance.now(). */
  reportedAt: number;
}

/** The counters of the entries of a fleet, over all its machines. */
export class EntrySums {
  readonly #sums = new Map<string, Sum>();
  /** Keys of entries that changed in more than numbers, and in numbers, since they were told last. */
  readonly #changed = new Set<string>();
  readonly #counted = new Set<string>();
  #lastNumber = 0;

  /** Takes the counters of an entry on a machine; undefined where it has none any more. `isWhole`: more than numbers may differ. */
  take(key: string, slot: number, counters: EntryCounters | undefined, isWhole: boolean): void {
    const sum = this.#sumOf(key);
    const before = sum.parts.get(slot);
    for (const [place, { name }] of ENTRY_ROWS.columns.entries()) {
      sum.numbers[place] = (sum.numbers[place] ?? 0) + (counters?.[name] ?? 0) - (before?.[name] ?? 0);
    }
    if (counters) sum.parts.set(slot, counters);
    else sum.parts.delete(slot);
    (isWhole ? this.#changed : this.#counted).add(key);
  }

  /** The entry is to be reported with its status. */
  touch(key: string): void {
    const sum = this.#sumOf(key);
    sum.reportedAt = -Infinity;
    this.#changed.add(key);
  }

  /** Returns what has changed since it was asked before, or everything. `now`: ms of performance.now(). */
  told(
    now: number,
    isAll: boolean,
    statusOf: (key: string) => EntryStatus,
  ): { readonly entries: readonly EntryReport[]; readonly counted: Float64Array } {
    const entries: EntryReport[] = [];
    for (const key of isAll ? this.#sums.keys() : this.#changed) {
      const sum = this.#sumOf(key);
      // Connections that end change it all the time: numbers alone are told in between.
      if (!isAll && now - sum.reportedAt < WHOLE_EVERY_MS) {
        this.#counted.add(key);
        continue;
      }
      sum.reportedAt = now;
      this.#changed.delete(key);
      this.#counted.delete(key);
      entries.push({
        id: key,
        number: sum.number,
        status: statusOf(key),
        counters: summedCounters([...sum.parts.values()], sum.numbers),
      });
    }
    const moved = [...this.#counted].map((key) => this.#sumOf(key));
    this.#counted.clear();
    const rows = new Float64Array(moved.length * ENTRY_ROWS.size);
    let at = 0;
    for (const { number, numbers } of moved) {
      rows[at++] = number;
      for (let place = 0; place < ENTRY_ROWS.columns.length; place++) rows[at++] = numbers[place] ?? 0;
    }
    return { entries, counted: rows };
  }

  #sumOf(key: string): Sum {
    const known = this.#sums.get(key);
    if (known) return known;
    const sum = { number: ++this.#lastNumber, parts: new Map(), numbers: [], reportedAt: -Infinity };
    this.#sums.set(key, sum);
    return sum;
  }
}
