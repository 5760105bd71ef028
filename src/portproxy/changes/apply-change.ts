import type { Entry } from '../entry.ts';
import { entryProblem, problemText } from '../entry-problem.ts';
import { type GroupChange, memberChanges } from '../groups.ts';
import { entryLabel } from '../key.ts';
import type { Services } from '../port.ts';
import { type Change, type Table, MAX_ENTRIES } from '../table.ts';
import type { ChangeResult, RefusalCode } from './results.ts';

/** The result of one change, its notices to come, and the entries that it put. */
export interface AppliedChange {
  readonly result: ChangeResult;
  readonly put: readonly Entry[];
}

/** Makes a change of a table in memory, after a check of every value supplied; a refused one changes nothing. */
export function applyChange(table: Table, change: Change, services: Services): AppliedChange {
  if (change.op === 'add' || change.op === 'set') {
    const entry = table.made(change);
    const problem = entryProblem(entry, services, { supplied: change.values, values: table.values });
    if (problem) return refused('invalid', problemText(problem));
    if (table.size >= MAX_ENTRIES && !table.get(entry)) {
      return refused('limit', `The table is full: it holds at most ${MAX_ENTRIES} entries.`);
    }
    table.put(entry);
    return done([entry]);
  }
  if (change.op === 'group-set') {
    const problem = groupProblem(table, change, services);
    if (problem !== undefined) return refused('invalid', problem);
  }
  const applied = table.apply(change);
  return applied.ok ? done(applied.put) : { result: { kind: 'absent' }, put: [] };
}

/** Names the first entry of a group that cannot take the values, and why. */
function groupProblem(
  table: Table,
  change: GroupChange & { readonly op: 'group-set' },
  services: Services,
): string | undefined {
  for (const member of memberChanges(change, table.entries(), table.values)) {
    if (member.op !== 'set') continue;
    const problem = entryProblem(member.after, services, { supplied: change.values, values: table.values });
    if (problem) {
      return `${problemText(problem)} This is about ${entryLabel(member.before)}; nothing of the group was changed.`;
    }
  }
  return undefined;
}

function done(put: readonly Entry[]): AppliedChange {
  return { result: { kind: 'done', notices: [] }, put };
}

function refused(code: RefusalCode, detail: string): AppliedChange {
  return { result: { kind: 'refused', code, detail }, put: [] };
}
