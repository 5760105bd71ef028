import type { Entry } from '../entry.ts';
import { entryProblem, problemText } from '../entry-problem.ts';
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
  return table.apply(change).ok ? done([]) : { result: { kind: 'absent' }, put: [] };
}

function done(put: readonly Entry[]): AppliedChange {
  return { result: { kind: 'done', notices: [] }, put };
}

function refused(code: RefusalCode, detail: string): AppliedChange {
  return { result: { kind: 'refused', code, detail }, put: [] };
}
