import { spanSize } from '../portproxy/port.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import type { Grant } from './claims.ts';
import type { EntryRecord } from './entry-record.ts';
import { listenReason } from './reasons.ts';

/** What an entry does at this moment, after its listen sides were tried. `labelOf` names the entry that is in its way. */
export function listenStatus(
  record: EntryRecord,
  grant: Grant | undefined,
  labelOf: (id: string) => string,
): EntryStatus {
  const { spec, loop, overBudget, nameProblem, active, problem } = record;
  if (spec.hold) return spec.hold;
  if (loop !== undefined) return { state: 'held', reason: loop };
  if (overBudget !== undefined) return { state: 'held', reason: overBudget };
  if (nameProblem !== undefined) return { state: 'failed', reason: nameProblem };
  if (active.size > 0) return { state: 'listening' };
  if (problem) return { state: 'failed', reason: listenReason(problem) };
  if (grant?.shadowedBy) {
    const { id, port } = grant.shadowedBy;
    const part = spanSize(spec.listen.ports) > 1 ? `Port ${port} of its range` : 'Its listen side';
    return { state: 'held', reason: `${part} is shadowed by ${labelOf(id)}.` };
  }
  return { state: 'failed', reason: 'It was not tried yet.' };
}
