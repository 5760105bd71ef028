import { type Entry, type EntryValues, changedEntry, entryFrom } from './entry.ts';
import { type GroupChange, memberChanges } from './groups.ts';
import { type ListenSide, entryKey, listenSide } from './key.ts';
import { type Values, VALUES } from './values/values.ts';

/** Most entries that a table holds. */
export const MAX_ENTRIES = 100_000;

/** A change of the table, as commands ask for it and the service makes it. */
export type Change = SimpleChange | GroupChange;

/** A change of one entry, or of all. */
export type SimpleChange =
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
  readonly #entries: Map<string, Entry>;

  constructor(entries: Iterable<Entry> = [], values: Values = VALUES, copied?: ReadonlyMap<string, Entry>) {
    this.values = values;
    this.#entries = new Map(copied);
    for (const entry of entries) this.#entries.set(entryKey(entry), entry);
  }

  /** Returns the entries in order of creation. */
  entries(): Entry[] {
    return [...this.#entries.values()];
  }

  /** The entries by their keys, in order of creation. Making a key takes longer than finding an entry by it. */
  get byKey(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  /** Returns a table of its own with the same entries. */
  copy(): Table {
    return new Table([], this.values, this.#entries);
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
   * refused, reset removes all (spec section 4); one of
   * a group changes or deletes each of its entries, and is refused where it has none.
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
      case 'group-set':
      case 'group-delete':
        return this.#applyToGroup(change);
    }
  }

  #applyToGroup(change: GroupChange): Applied {
    const members = memberChanges(change, this.entries(), this.values);
    if (members.length === 0) return { ok: false, code: 'absent' };
    const put: Entry[] = [];
    const removed: string[] = [];
    for (const member of members) {
      if (member.op === 'set') {
        this.put(member.after);
        put.push(member.after);
      } else {
        const key = entryKey(member.side);
        this.#entries.delete(key);
        removed.push(key);
      }
    }
    return { ok: true, put, removed };
  }
}
