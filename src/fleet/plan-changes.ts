import { applyChange } from '../portproxy/changes/apply-change.ts';
import { planTransaction } from '../portproxy/changes/plan-transaction.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../portproxy/changes/results.ts';
import { memberChanges } from '../portproxy/groups.ts';
import { entryKey, listenSide } from '../portproxy/key.ts';
import type { Services } from '../portproxy/port.ts';
import { type Change, Table } from '../portproxy/table.ts';
import { valuesCarriedBy } from './carried-values.ts';
import { changedByText, changedSince } from './changed-by.ts';
import type { Commit, CommitBody } from './commit.ts';
import type { FleetTable } from './fleet-table.ts';

/** What changes make of a table: what is answered, and the body of the commit that makes it, where there is one. */
export interface Planned<Answer> {
  readonly answer: Answer;
  readonly body?: CommitBody | undefined;
}

/** Changes of one request, and how they end. */
export interface ChangeRequest {
  readonly changes: readonly Change[];
  readonly stopAtFirst: boolean;
}

/**
 * Plans changes on a table, in order. `others` are commits that came after the revision that the changes were written for: a
 * change that touches the same entry is refused, and names the other's.
 */
export function planChanges(
  table: FleetTable,
  { changes, stopAtFirst }: ChangeRequest,
  services: Services,
  others: readonly Commit[] = [],
): Planned<readonly ChangeResult[]> {
  const entries = table.entries();
  const draft = new Table(entries, valuesCarriedBy(entries));
  const touched = touchedBy(others);
  let failed = false;
  const answer = changes.map((change): ChangeResult => {
    if (failed && stopAtFirst) return { kind: 'skipped' };
    const other = keysOf(change, draft, touched).find((key) => touched.has(key));
    const result: ChangeResult =
      other === undefined
        ? applyChange(draft, change, services).result
        : {
            kind: 'refused',
            code: 'changed',
            detail: changedByText(other, touched.get(other)!, 'meanwhile'),
          };
    failed ||= result.kind !== 'done';
    return result;
  });
  return { answer, body: table.bodyTo(draft.entries()) };
}

/**
 * Plans a transaction on a table: all of it, or none. `others`: as of `planChanges`. `recent` are commits that may tell who made
 * the table another one than the transaction expects.
 */
export function planWhole(
  table: FleetTable,
  transaction: Transaction,
  services: Services,
  others: readonly Commit[] = [],
  recent: readonly Commit[] = [],
): Planned<TransactionResult> {
  const entries = table.entries();
  const before = new Table(entries, valuesCarriedBy(entries));
  const touched = touchedBy(others);
  const met = new Set(transaction.changes.flatMap((change) => keysOf(change, before, touched)));
  const conflicts = [...touched].flatMap(([key, commit]) =>
    met.has(key) ? [{ code: 'changed' as const, detail: changedByText(key, commit, 'meanwhile') }] : [],
  );
  if (conflicts.length > 0) return { answer: { kind: 'conflict', conflicts } };
  const plan = planTransaction(before, transaction, services, changedSince(table, recent));
  if (!plan.ok) return { answer: { kind: 'conflict', conflicts: plan.conflicts } };
  return { answer: { kind: 'done', notices: [] }, body: table.bodyTo(plan.table.entries()) };
}

/** The last of some commits that touched each key. */
type Touched = ReadonlyMap<string, Commit>;

function touchedBy(commits: readonly Commit[]): Touched {
  const touched = new Map<string, Commit>();
  for (const commit of commits) {
    for (const key of [...commit.remove, ...commit.put.map(entryKey)]) touched.set(key, commit);
  }
  return touched;
}

/** The keys that a change is about; of a reset, also those that others have touched meanwhile. */
function keysOf(change: Change, table: Table, touched: Touched): readonly string[] {
  if (touched.size === 0) return [];
  switch (change.op) {
    case 'add':
    case 'set':
      return [entryKey(listenSide(change.values))];
    case 'delete':
      return [entryKey(change.side)];
    case 'reset':
      return [...touched.keys()];
    case 'group-set':
    case 'group-delete':
      return memberChanges(change, table.entries(), table.values).map((member) =>
        entryKey(member.op === 'set' ? member.before : member.side),
      );
  }
}
