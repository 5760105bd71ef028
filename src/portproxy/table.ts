import { type Entry, type EntryValues, type ListenSide, entryFrom, entryKey, listenSide } from './entry.ts';

/** Most entries that a table holds. */
export const MAX_ENTRIES = 100_000;

/** A change of the table, as commands ask for it and the service applies it. */
export type Change =
  | { readonly op: 'add'; readonly values: EntryValues }
  | { readonly op: 'set'; readonly values: EntryValues }
  | { readonly op: 'delete'; readonly side: ListenSide }
  | { readonly op: 'reset' };

/** What a change did: the entries that are new or different, the keys that are gone, or `absent`. */
export type Applied =
  | { readonly ok: true; readonly put: readonly Entry[]; readonly removed: readonly string[] }
  | { readonly ok: false; readonly code: 'absent' };

/** The portproxy table: entries in order of creation, keyed by family and listen side. */
export class Table {
  readonly #entries = new Map<string, Entry>();

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.#entries.set(entryKey(entry), entry);
  }

  /** Entries in order of creation. */
  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  /** Returns a table of its own with the same entries. */
  copy(): Table {
    const copy = new Table();
    for (const [key, entry] of this.#entries) copy.#entries.set(key, entry);
    return copy;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(side: ListenSide): Entry | undefined {
    return this.#entries.get(entryKey(side));
  }

  /**
   * Applies one change: add overwrites in place, set creates or changes only what was supplied, delete of an
   * absent entry is refused, reset removes all (spec section 4).
   */
  apply(change: Change): Applied {
    switch (change.op) {
      case 'add':
        return this.#put(entryFrom(change.values));
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

  #changed(values: EntryValues): Entry {
    const present = this.get(listenSide(values));
    if (!present) return entryFrom(values);
    const { disabled, ...entry } = present;
    const off = values.state === undefined ? disabled : values.state === 'disabled';
    return {
      ...entry,
      connectAddress: values.connectAddress ?? present.connectAddress,
      connectPort: values.connectPort ?? present.connectPort,
      ...(off && { disabled: true }),
    };
  }
}
