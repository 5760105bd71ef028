import { type Entry, changedEntry, sameEntry, suppliedBy, textOf, valuesOf } from '../entry.ts';
import { entryKey } from '../key.ts';
import type { Change } from '../table.ts';
import type { EntryValue } from '../values/entry-value.ts';
import type { ReadEntry } from './rows.ts';

/** How imported entries are put to those in the table: beside them, or in their place. */
export type ImportMode = 'merge' | 'replace';

/** The effect of an import on a table. */
export interface Plan {
  readonly added: readonly ReadEntry[];
  readonly changed: readonly (ReadEntry & { readonly before: Entry })[];
  /** The same in the file and in the table. */
  readonly kept: readonly ReadEntry[];
  readonly deleted: readonly Entry[];
  /** The table afterwards. */
  readonly table: readonly Entry[];
  /** Entries that stay change their order. */
  readonly isReordered: boolean;
}

/**
 * Plans the import of entries into a table. Entries that are there keep the values of ours that the file's format does
 * not (`lost`).
 */
export function planImport(
  current: readonly Entry[],
  found: readonly ReadEntry[],
  { mode, lost }: { readonly mode: ImportMode; readonly lost: readonly EntryValue[] },
): Plan {
  const there = new Map(current.map((entry) => [entryKey(entry), entry]));
  const added: ReadEntry[] = [];
  const changed: (ReadEntry & { readonly before: Entry })[] = [];
  const kept: ReadEntry[] = [];
  const wanted = new Map<string, Entry>();
  for (const one of found) {
    const key = entryKey(one.entry);
    const before = there.get(key);
    const entry = before ? withLost(one.entry, before, lost) : one.entry;
    const read = { entry, line: one.line };
    wanted.set(key, entry);
    if (!before) added.push(read);
    else if (sameEntry(before, entry)) kept.push(read);
    else changed.push({ ...read, before });
  }
  const table =
    mode === 'replace'
      ? [...wanted.values()]
      : [...current.map((entry) => wanted.get(entryKey(entry)) ?? entry), ...added.map(({ entry }) => entry)];
  const deleted = mode === 'replace' ? current.filter((entry) => !wanted.has(entryKey(entry))) : [];
  const gone = new Set(deleted);
  const stays = current.filter((entry) => !gone.has(entry)).map(entryKey);
  const isReordered = stays.some((key, at) => key !== entryKey(table[at]!));
  return { added, changed, kept, deleted, table, isReordered };
}

/**
 * Returns the changes that carry a plan out. With `atOnce` they may be a reset and every entry anew, in the plan's order;
 * apply them together, so that entries that stay keep their listeners.
 */
export function planChanges(plan: Plan, atOnce: boolean): Change[] {
  const { added, changed, deleted, isReordered, table } = plan;
  if (added.length + changed.length + deleted.length === 0 && !(isReordered && atOnce)) return [];
  if (atOnce && (deleted.length > 0 || isReordered)) return [{ op: 'reset' }, ...table.map(put)];
  return [
    ...deleted.map((side): Change => ({ op: 'delete', side })),
    ...[...changed, ...added].map(({ entry }) => put(entry)),
  ];
}

function put(entry: Entry): Change {
  return { op: 'add', values: valuesOf(entry) };
}

/**
 * Returns an entry of a file with the values that its format loses, taken from the entry in the table; those that the file
 * has all the same, as some of them can be carried, stay.
 */
function withLost(entry: Entry, before: Entry, lost: readonly EntryValue[]): Entry {
  const kept = lost.filter(
    (value) => textOf(before, value) !== undefined && textOf(entry, value) === undefined,
  );
  if (kept.length === 0) return entry;
  const texts = Object.fromEntries(kept.map((value) => [value.tag, textOf(before, value)]));
  return changedEntry(entry, suppliedBy(entry.family, texts));
}
