import { type Entry, sameEntry } from '../entry.ts';
import { type ListenSide, entryKey, entryLabel, listenSide } from '../key.ts';
import type { Services } from '../port.ts';
import { type Change, Table } from '../table.ts';
import { type AppliedChange, applyChange } from './apply-change.ts';
import type { Conflict, Expected, Transaction } from './results.ts';

/** The table as a transaction makes it, with those of its entries that it put; or what stands in the way. */
export type Plan =
  | { readonly ok: true; readonly table: Table; readonly put: readonly Entry[] }
  | { readonly ok: false; readonly conflicts: readonly Conflict[] };

/** Says that an entry is another one than was expected: which, and what was done to it (`was changed`). */
type Describe = (side: ListenSide, what: string) => string;

const bySomebody: Describe = (side, what) => `${entryLabel(side)} ${what} by somebody else since.`;

/** Plans a transaction on a table, which stays as it is. `describe` may tell more of who changed the table. */
export function planTransaction(
  before: Table,
  { changes, expected }: Transaction,
  services: Services,
  describe: Describe = bySomebody,
): Plan {
  const conflicts = unexpected(before, expected, describe);
  if (conflicts.length > 0) return { ok: false, conflicts };
  const table = before.copy();
  const named = new Set<string>();
  for (const change of changes) {
    const applied = applyChange(table, change, services);
    const conflict = conflictOf(change, applied);
    if (conflict) return { ok: false, conflicts: [conflict] };
    for (const entry of applied.put) named.add(entryKey(entry));
  }
  return { ok: true, table, put: table.entries().filter((entry) => named.has(entryKey(entry))) };
}

/** Finds where a table is not as a transaction expects it. */
function unexpected(
  table: Table,
  { entries, absent, nothingElse }: Expected,
  describe: Describe,
): Conflict[] {
  const found: Conflict[] = [];
  const differs = (side: ListenSide, what: string): void => {
    found.push({ code: 'changed', detail: describe(side, what) });
  };
  for (const entry of entries) {
    const now = table.get(entry);
    if (!now) differs(entry, 'was deleted');
    else if (!sameEntry(now, entry)) differs(entry, 'was changed');
  }
  for (const side of absent) if (table.get(side)) differs(side, 'was added');
  if (!nothingElse) return found;
  const known = new Set([...entries, ...absent].map(entryKey));
  for (const entry of table.entries()) if (!known.has(entryKey(entry))) differs(entry, 'was added');
  return found;
}

function conflictOf(change: Change, { result }: AppliedChange): Conflict | undefined {
  switch (result.kind) {
    case 'done':
    case 'skipped':
      return undefined;
    case 'absent':
      return { code: 'absent', detail: `${labelOf(change)} is not there to be deleted.` };
    case 'refused':
      return { code: result.code, detail: `${labelOf(change)}: ${result.detail}` };
  }
}

function labelOf(change: Change): string {
  switch (change.op) {
    case 'add':
    case 'set':
      return entryLabel(listenSide(change.values));
    case 'delete':
      return entryLabel(change.side);
    case 'reset':
      return 'The table';
    case 'group-set':
    case 'group-delete':
      return `The group ${change.group}`;
  }
}
