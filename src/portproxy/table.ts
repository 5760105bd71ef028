import { type Entry, type EntryValues, changedEntry, entryFrom } from './entry.ts';
import { type ListenSide, entryKey, listenSide } from './key.ts';
import { type Values, VALUES } from './values/values.ts';

/** Most entries that a table holds. */
export const MAX_ENTRIES = 100_000;

/** A change of the table, as commands ask for it and the service makes it. */
export type Change =
  | PutChange
  | { readonly op: 'delete'; readonly side: ListenSide }
  | { readonly op: 'reset' };

/** A change that puts an entry: `add` a new one with defaults, `set` one that keeps what is not supplied. */
export interface PutChange {
  readonly op: 'add' | 'set';
  readonly values: EntryValues;
}

/** The entries that a change put, and the keys that it removed; or that there was nothing to delete. */
export type Applied =
  | { readonly ok: true; readonly put: readonly Entry[]; readonly removed: readonly string[] }
  | { readonly ok: false; readonly code: 'absent' };

/** The portproxy table: entries in order of creation, at most one for each key. */
export class Table {
  /** The values that its entries have. */
  readonly values: Values;
  readonly #entries = new Map<string, Entry>();

  constructor(entries: Iterable<Entry> = [], values: Values = VALUES) {
    this.values = values;
    for (const entry of entries) this.#entries.set(entryKey(entry), entry);
  }

  /** Returns the entries in order of creation. */
  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  /** Returns a table of its own with the same entries. */
  copy(): Table {
    const copy = new Table();
    for (const [key, entry] of this.#entries) copy.#entries.set(key, entry);
    return copy;
  }

  /** How many entries there are. */
  get size(): number {
    return this.#entries.size;
  }

  /** Returns the entry of a listen side. */
  get(side: ListenSide): Entry | undefined {
    return this.#entries.get(entryKey(side));
  }

  /** Returns the entry that a change would put. */
  made({ op, values }: PutChange): Entry {
    const present = op === 'set' ? this.get(listenSide(values)) : undefined;
    return present ? changedEntry(present, values, this.values) : entryFrom(values, this.values);
  }

  /** Puts an entry in the place of the one with its key, or at the end. */
  put(entry: Entry): void {
    this.#entries.set(entryKey(entry), entry);
  }

  /**
   * Makes a change: add overwrites in place, set creates or changes what is supplied, delete of an absent entry is
   * refused, reset removes all (spec section 4).
   */
  apply(change: Change): Applied {
    switch (change.op) {
      case 'add':
      case 'set': {
        const entry = this.made(change);
        this.put(entry);
        return { ok: true, put: [entry], removed: [] };
      }
      case 'delete': {
        const key = entryKey(change.side);
        return this.#entries.delete(key)
          ? { ok: true, put: [], removed: [key] }
          : { ok: false, code: 'absent' };
      }
      case 'reset': {
        const removed = [...this.#entries.keys()];
        this.#entries.clear();
        return { ok: true, put: [], removed };
      }
    }
  }
}
