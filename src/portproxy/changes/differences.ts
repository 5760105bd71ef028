import { type Entry, sameEntry } from '../entry.ts';
import type { Table } from '../table.ts';

/** How a table differs from what it was. */
export interface Differences {
  /** Entries that are new or have other values, in the order of the table. */
  readonly put: readonly Entry[];
  /** Keys that are gone. */
  readonly removed: readonly string[];
  /** Whether anything differs, the order of the entries included. */
  readonly any: boolean;
}

/** Compares two tables. */
export function differences(before: Table, after: Table): Differences {
  const [old, now] = [before.byKey, after.byKey];
  const put: Entry[] = [];
  for (const [key, entry] of now) if (!sameEntry(old.get(key), entry)) put.push(entry);
  const removed = [...old.keys()].filter((key) => !now.has(key));
  return { put, removed, any: put.length > 0 || removed.length > 0 || isMoved(old, now) };
}

/** Whether the same entries stand in another order, or are not the same objects. */
function isMoved(old: ReadonlyMap<string, Entry>, now: ReadonlyMap<string, Entry>): boolean {
  const others = now.values();
  for (const entry of old.values()) if (others.next().value !== entry) return true;
  return old.size !== now.size;
}
