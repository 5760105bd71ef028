import type { EntryRecord } from '../entries/entry-record.ts';
import { DropRate } from './drop-rate.ts';

/** The rates of both directions of one entry. */
export interface DirectionRates {
  readonly up: DropRate;
  readonly down: DropRate;
}

/** The rates of entries that bound their bytes. */
export class EntryRates {
  readonly #rates = new WeakMap<EntryRecord, DirectionRates>();

  /** Returns the rates of an entry as its bounds are now; undefined where it has no limit. */
  of(entry: EntryRecord): DirectionRates | undefined {
    const bytes = entry.spec.bounds?.bytesPerSecond ?? 0;
    if (bytes === 0) {
      this.#rates.delete(entry);
      return undefined;
    }
    let rates = this.#rates.get(entry);
    if (rates) {
      rates.up.set(bytes);
      rates.down.set(bytes);
    } else this.#rates.set(entry, (rates = { up: new DropRate(bytes), down: new DropRate(bytes) }));
    return rates;
  }
}
