import type { TransactionResult } from '../portproxy/changes/results.ts';
import type { Entry } from '../portproxy/entry.ts';
import { entryKey, keyLabel } from '../portproxy/key.ts';
import { changedByText, rulesChangedByText } from './changed-by.ts';
import type { Commit } from './commit.ts';
import type { FleetTable } from './fleet-table.ts';
import { sameValues } from './changed-body.ts';
import { FleetFault } from './fleet-fault.ts';
import { Past, type SideFilter, type Step, meetsSide } from './history.ts';
import type { RulesStep } from './past-change.ts';
import type { LoggedCommit } from './log.ts';
import type { Planned } from './plan-changes.ts';
import { rulesChange } from './rules-change.ts';

/** What a commit did, and those that came after it. */
export interface Undone {
  readonly revision: number;
  readonly steps: readonly Step[];
  /** What it made of the rules; absent where it left them alone, or that is not meant. */
  readonly rules?: RulesStep | undefined;
  /** The commits behind it, as far as the log was read. */
  readonly later: readonly Commit[];
  /** The last commit that was read. */
  readonly last: { readonly revision: number; readonly sequence: number };
}

/**
 * Reads from the log what must be put back to undo a commit, or what of it is meant. Rejects with a `FleetFault` where the log
 * does not have that commit, or not what was before it.
 */
export async function readUndone(
  log: AsyncIterable<LoggedCommit>,
  revision: number,
  side: SideFilter,
): Promise<Undone> {
  const past = new Past();
  const later: Commit[] = [];
  const hasSide = side.listenPort !== undefined || side.listenAddress !== undefined;
  let steps: readonly Step[] | undefined;
  let rules: RulesStep | undefined;
  let last = { revision: 0, sequence: 0 };
  for await (const { commit, sequence } of log) {
    last = { revision: commit.revision, sequence };
    if (steps) later.push(commit);
    else {
      const made = past.take(commit);
      const ofRules = past.takeRules(commit);
      if (commit.revision === revision) {
        steps = made.filter(({ key }) => meetsSide(key, side));
        if (!hasSide) rules = ofRules;
      }
    }
  }
  if (!steps) throw noRevision(revision, last.revision);
  if (steps.length === 0 && !rules) {
    throw new FleetFault(
      'invalid',
      `Revision ${revision} did not change that entry. See fleet show history.`,
    );
  }
  const unknown = steps.find(({ isKnown }) => !isKnown);
  if (unknown) {
    throw new FleetFault(
      'invalid',
      `The history does not reach back to what ${keyLabel(unknown.key)} was before revision ${revision}.`,
    );
  }
  if (rules && !rules.before) {
    throw new FleetFault(
      'invalid',
      `The history does not reach back to what the rules were before revision ${revision}.`,
    );
  }
  return { revision, steps, rules, later, last };
}

function noRevision(revision: number, last: number): FleetFault {
  const text =
    revision > last
      ? `The last revision is ${last}; ${revision} does not exist yet.`
      : `The servers keep revision ${revision} no more: see fleet show history.`;
  return new FleetFault('invalid', text);
}

/**
 * Plans to put back what a commit changed: all of it, or nothing where one of its entries is no longer as it left it, since a later
 * commit changed it (`others`: commits behind those that were read). Entries that come back stand at the end, in their order.
 */
export function planUndo(
  table: FleetTable,
  { steps, rules, later }: Undone,
  others: readonly Commit[],
): Planned<TransactionResult> {
  // What was changed later and put back is as this commit left it.
  const keys = new Set(
    steps.filter(({ key, after }) => !sameValues(table.get(key)?.entry, after)).map(({ key }) => key),
  );
  const touched = new Map<string, Commit>();
  for (const commit of [...later, ...others]) {
    for (const key of [...commit.remove, ...commit.put.map(entryKey)]) {
      if (keys.has(key)) touched.set(key, commit);
    }
  }
  const details = [...touched].map(([key, commit]) => changedByText(key, commit, 'later'));
  if (rules?.after && rulesChange(rules.after, table.rulebook)) {
    const by = [...later, ...others].findLast((commit) => commit.rules !== undefined);
    if (by) details.push(rulesChangedByText(by, 'later'));
  }
  if (details.length > 0) {
    const conflicts = details.map((detail) => ({ code: 'changed' as const, detail }));
    return { answer: { kind: 'conflict', conflicts } };
  }
  const entries = new Map<string, Entry>(table.rows().map(({ entry }) => [entryKey(entry), entry]));
  for (const { key, before } of steps) {
    if (before) entries.set(key, before);
    else entries.delete(key);
  }
  return { answer: { kind: 'done', notices: [] }, body: table.bodyTo([...entries.values()], rules?.before) };
}
