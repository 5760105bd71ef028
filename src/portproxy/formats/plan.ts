import { type Entry, type EntryValues, entryKey } from '../entry.ts';
import type { Change } from '../table.ts';
import { type ReadEntry, sameEntry } from './rows.ts';

/** How imported entries meet those that are there: beside them, or instead of them. */
export type ImportMode = 'merge' | 'replace';

/** What an import would do. */
export interface Plan {
  readonly added: readonly ReadEntry[];
  readonly changed: readonly (ReadEntry & { readonly before: Entry })[];
  /** In the file and in the table, alike. */
  readonly kept: readonly ReadEntry[];
  readonly deleted: readonly Entry[];
  /** The table afterwards. */
  readonly table: readonly Entry[];
  /** The order of entries that stay is another, and nothing else may be. */
  readonly isReordered: boolean;
}

/**
 * What importing entries does to a table. A format that does not tell whether an entry is disabled leaves those that
 * are there as they are.
 */
export function planImport(
  current: readonly Entry[],
  found: readonly ReadEntry[],
  { mode, tellsDisabled }: { readonly mode: ImportMode; readonly tellsDisabled: boolean },
): Plan {
  const there = new Map(current.map((entry) => [entryKey(entry), entry]));
  const added: ReadEntry[] = [];
  const changed: (ReadEntry & { readonly before: Entry })[] = [];
  const kept: ReadEntry[] = [];
  const wanted = new Map<string, Entry>();
  for (const one of found) {
    const key = entryKey(one.entry);
    const before = there.get(key);
    const entry = before?.disabled && !tellsDisabled ? { ...one.entry, disabled: true as const } : one.entry;
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
 * The changes that carry a plan out. With `atOnce` they are one reset and every entry anew, which gives the order of
 * the plan too; they must then be applied together, so that entries that stay keep their listeners.
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

function valuesOf({ disabled, protocol: _protocol, ...values }: Entry): EntryValues {
  return { ...values, state: disabled ? 'disabled' : 'enabled' };
}
