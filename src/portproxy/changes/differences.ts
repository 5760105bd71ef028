import { type Entry, sameEntry } from '../entry.ts';
import { entryKey } from '../key.ts';
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

/** Compares a table with the entries that it held before. */
export function differences(before: readonly Entry[], table: Table): Differences {
  const after = table.entries();
  const old = new Map(before.map((entry) => [entryKey(entry), entry]));
  const put = after.filter((entry) => !sameEntry(old.get(entryKey(entry)), entry));
  const removed = before.filter((entry) => !table.get(entry)).map(entryKey);
  const moved = before.length !== after.length || before.some((entry, index) => entry !== after[index]);
  return { put, removed, any: put.length > 0 || removed.length > 0 || moved };
}
