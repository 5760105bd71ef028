import { applyRuleChange } from '../firewall/apply-rule-change.ts';
import { type RuleChange, isRuleChange } from '../firewall/rule-change.ts';
import { RuleTable } from '../firewall/rule-table.ts';
import { applyChange } from '../portproxy/changes/apply-change.ts';
import { planTransaction } from '../portproxy/changes/plan-transaction.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../portproxy/changes/results.ts';
import { memberChanges } from '../portproxy/groups.ts';
import { entryKey, listenSide } from '../portproxy/key.ts';
import type { Services } from '../portproxy/port.ts';
import { type Change, Table } from '../portproxy/table.ts';
import { valuesCarriedBy } from './carried-values.ts';
import { changedByText, changedSince, rulesChangedByText } from './changed-by.ts';
import type { Commit, CommitBody } from './commit.ts';
import type { FleetTable } from './fleet-table.ts';

/** What changes make of a table: what is answered, and the body of the commit that makes it, where there is one. */
export interface Planned<Answer> {
  readonly answer: Answer;
  readonly body?: CommitBody | undefined;
}

/** Changes of one request, and how they end. */
export interface ChangeRequest {
  readonly changes: readonly (Change | RuleChange)[];
  readonly stopAtFirst: boolean;
}

/**
 * Plans changes of entries and rules on a table, in order. `others` are commits that came after the revision that the changes were written for: a
 * change that touches the same entry is refused, and names the other's. Rules have no keys: one that is added is added, and any other
 * change of them is refused where others have changed them.
 */
export function planChanges(
  table: FleetTable,
  { changes, stopAtFirst }: ChangeRequest,
  services: Services,
  others: readonly Commit[] = [],
): Planned<readonly ChangeResult[]> {
  const entries = table.entries();
  const draft = new Table(entries, valuesCarriedBy(entries));
  let rules: RuleTable | undefined;
  const touched = touchedBy(others);
  const rulesTouched = others.findLast((commit) => commit.rules !== undefined);
  let failed = false;
  const answer = changes.map((change): ChangeResult => {
    if (failed && stopAtFirst) return { kind: 'skipped' };
    const stands = inTheWay(change, draft, touched, rulesTouched);
    const result =
      stands ??
      (isRuleChange(change)
        ? applyRuleChange((rules ??= new RuleTable(table.rulebook)), change)
        : applyChange(draft, change, services).result);
    failed ||= result.kind !== 'done';
    return result;
  });
  return { answer, body: table.bodyTo(draft.entries(), rules?.rulebook()) };
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

/** Returns the refusal of a change that others stand in the way of. */
function inTheWay(
  change: Change | RuleChange,
  draft: Table,
  touched: Touched,
  rulesTouched: Commit | undefined,
): ChangeResult | undefined {
  if (isRuleChange(change)) {
    if (!rulesTouched || change.op === 'rule-add') return undefined;
    return { kind: 'refused', code: 'changed', detail: rulesChangedByText(rulesTouched, 'meanwhile') };
  }
  const key = keysOf(change, draft, touched).find((each) => touched.has(each));
  if (key === undefined) return undefined;
  return { kind: 'refused', code: 'changed', detail: changedByText(key, touched.get(key)!, 'meanwhile') };
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
