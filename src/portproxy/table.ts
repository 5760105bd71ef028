import { type Entry, type EntryValues, changedEntry, entryFrom } from './entry.ts';
import { type ListenSide, entryKey, listenSide } from './key.ts';
import { type Values, VALUES } from './values/values.ts';

/** Most entries that a table holds. */
export const MAX_ENTRIES = 100_000;

/** A change of the table, as commands ask for it and the service makes it. */
export type Change =
  | { readonly op: 'add'; readonly values: EntryValues }
  | { readonly op: 'set'; readonly values: EntryValues }
  | { readonly op: 'delete'; readonly side: ListenSide }
  | { readonly op: 'reset' };

/** The entries that a change put, and the keys that it removed; or that there was nothing to delete. */
export type Applied =
  | { readonly ok: true; readonly put: readonly Entry[]; readonly removed: readonly string[] }
  | { readonly ok: false; readonly code: 'absent' };

/** The portproxy table: entries in order of creation, at most one for each key. */
export class Table {
  readonly #entries = new Map<string, Entry>();
  readonly #values: Values;

  constructor(entries: Iterable<Entry> = [], values: Values = VALUES) {
    this.#values = values;
    for (const entry of entries) this.#entries.set(entryKey(entry), entry);
  }

  /** Returns the entries in order of creation. */
  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  /** How many entries there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** Returns the entry of a listen side. */
  get(side: ListenSide): Entry | undefined {
    return this.#entries.get(entryKey(side));
  }

  /**
   * Makes a change: add overwrites in place, set creates or changes what is supplied, delete of an absent entry is
   * refused, reset removes all (spec section 4).
   */
  apply(change: Change): Applied {
    switch (change.op) {
      case 'add':
        return this.#put(entryFrom(change.values, this.#values));
      case 'set':
        return this.#put(this.#changed(change.values));
      case 'delete':
        return this.#delete(entryKey(change.side));
      case 'reset': {
        const removed = [...this.#entries.keys()];
        this.#entries.clear();
        return { ok: true, put: [], removed };
      }
    }
  }

  #put(entry: Entry): Applied {
    this.#entries.set(entryKey(entry), entry);
    return { ok: true, put: [entry], removed: [] };
  }

  #delete(key: string): Applied {
    return this.#entries.delete(key) ? { ok: true, put: [], removed: [key] } : { ok: false, code: 'absent' };
  }

  #changed(supplied: EntryValues): Entry {
    const present = this.get(listenSide(supplied));
    return present ? changedEntry(present, supplied, this.#values) : entryFrom(supplied, this.#values);
  }
}
