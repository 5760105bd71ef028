import { type Entry, entryKey } from '../entry.ts';
import type { Table } from '../table.ts';

/** What lies between two states of a table. */
export interface Differences {
  /** Entries that are new or have other values, in the order of the table. */
  readonly put: readonly Entry[];
  /** Keys that are gone. */
  readonly removed: readonly string[];
  /** Whether anything differs, the order of the entries included. */
  readonly any: boolean;
}

/** Compares a table with the entries it held before. */
export function differences(before: readonly Entry[], table: Table): Differences {
  const after = table.entries();
  const old = new Map(before.map((entry) => [entryKey(entry), entry]));
  const put = after.filter((entry) => !sameValues(old.get(entryKey(entry)), entry));
  const removed = before.filter((entry) => !table.get(entry)).map(entryKey);
  const moved = before.length !== after.length || before.some((entry, index) => entry !== after[index]);
  return { put, removed, any: put.length > 0 || removed.length > 0 || moved };
}

/** Whether two entries of one key hold the same values, as they were typed. */
export function sameValues(one: Entry | undefined, other: Entry): boolean {
  return (
    one === other ||
    (one !== undefined &&
      one.listenAddress === other.listenAddress &&
      one.listenPort === other.listenPort &&
      one.connectAddress === other.connectAddress &&
      one.connectPort === other.connectPort &&
      one.disabled === other.disabled)
  );
}
