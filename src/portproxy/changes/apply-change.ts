import { type Entry, entryFrom } from '../entry.ts';
import { entryProblem, problemText } from '../entry-problem.ts';
import { listenSide } from '../key.ts';
import type { Services } from '../port.ts';
import { type Values, VALUES } from '../values/values.ts';
import { type Change, type Table, MAX_ENTRIES } from '../table.ts';
import type { ChangeResult, RefusalCode } from './results.ts';

/** The result of one change, its notices to come, and the entries that it put. */
export interface AppliedChange {
  readonly result: ChangeResult;
  readonly put: readonly Entry[];
}

/** Makes a change of a table in memory, after a check of every value supplied; a refused one changes nothing. */
export function applyChange(
  table: Table,
  change: Change,
  services: Services,
  values: Values = VALUES,
): AppliedChange {
  if (change.op === 'add' || change.op === 'set') {
    const supplied = change.values;
    const problem = entryProblem(entryFrom(supplied, values), services, { supplied, values });
    if (problem) return refused('invalid', problemText(problem));
    if (table.size >= MAX_ENTRIES && !table.get(listenSide(supplied))) {
      return refused('limit', `The table is full: it holds at most ${MAX_ENTRIES} entries.`);
    }
  }
  const applied = table.apply(change);
  return applied.ok
    ? { result: { kind: 'done', notices: [] }, put: applied.put }
    : { result: { kind: 'absent' }, put: [] };
}

function refused(code: RefusalCode, detail: string): AppliedChange {
  return { result: { kind: 'refused', code, detail }, put: [] };
}
