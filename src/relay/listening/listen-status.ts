import { type PortSpan, overlap, spanSize } from '../../portproxy/port.ts';
import type { EntryStatus } from '../../portproxy/state.ts';
import type { Grant } from './claims.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import { listenReason } from '../entries/reasons.ts';
import type { RelayEntry } from '../relay.ts';

/**
 * Returns the status of an entry whose listen sides were tried. `entryOf` finds the entry that shadows it. A range listens
 * whole or not at all, so one shadowed port holds all of it. `isPartial`: the wildcard socket waits for a quiet moment.
 */
export function listenStatus(
  record: EntryRecord,
  grant: Grant | undefined,
  entryOf: (id: string) => RelayEntry | undefined,
  isPartial: boolean,
): EntryStatus {
  const { spec, loop, overBudget, nameProblem, active, problem } = record;
  if (spec.hold) return spec.hold;
  if (loop !== undefined) return { state: 'held', reason: loop };
  if (overBudget !== undefined) return { state: 'held', reason: overBudget };
  if (nameProblem !== undefined) return { state: 'failed', reason: nameProblem };
  if (active.size > 0) return isPartial ? { state: 'listening', reason: PARTIAL } : { state: 'listening' };
  if (problem) return { state: 'failed', reason: listenReason(problem) };
  if (grant?.shadowedBy) {
    const other = entryOf(grant.shadowedBy.id);
    const reason = `${part(spec.listen.ports, other?.listen.ports)} shadowed by ${other?.label ?? grant.shadowedBy.id}.`;
    return { state: 'held', reason };
  }
  return { state: 'failed', reason: 'It was not tried yet.' };
}

const PARTIAL =
  'It does not listen on all of 127.0.0.0/8 yet; that needs a quarter of a second without a new client on the port.';

/** The part of the listen side that another entry owns: all of it, or some ports of the range. */
function part(ports: PortSpan, others: PortSpan | undefined): string {
  const common = others && overlap(ports, others);
  if (spanSize(ports) === 1 || common === undefined) return 'Its listen side is';
  return spanSize(common) === 1
    ? `Port ${common.from} of its range is`
    : `Ports ${common.from}-${common.to} of its range are`;
}
