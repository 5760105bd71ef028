import type { EntryCounters } from '../../relay/relay.ts';
import { ENTRY_ROWS } from '../../relay/rows.ts';

/** Returns the counters of one entry on several machines together. What only one machine can tell (names, targets) is left out. */
export function summedCounters(all: readonly EntryCounters[], numbers: readonly number[]): EntryCounters {
  let errors = 0;
  let accepted = 0;
  let inQueue = false;
  let lastError: EntryCounters['lastError'];
  const ends: Record<string, number> = {};
  const denials: Record<string, number> = {};
  const drops: Record<string, number> = {};
  for (const one of all) {
    errors += one.errors;
    addTo(ends, one.ends);
    addTo(denials, one.denials);
    addTo(drops, one.drops);
    accepted += one.waiting?.accepted ?? 0;
    inQueue ||= one.waiting?.inQueue ?? false;
    // How many connections came later is what its own machine alone can tell.
    if (one.lastError && one.lastError.at > (lastError?.at ?? 0))
      lastError = { ...one.lastError, total: undefined };
  }
  const none: EntryCounters = {
    connections: 0,
    connectionsTotal: 0,
    bytesUp: 0,
    bytesDown: 0,
    refused: 0,
    denied: 0,
    errors,
    ends,
    ...(Object.keys(denials).length > 0 && { denials }),
    ...(Object.keys(drops).length > 0 && { drops }),
    ...((accepted > 0 || inQueue) && { waiting: { accepted, inQueue } }),
    lastError,
  };
  return ENTRY_ROWS.patch(none, numbers, 0);
}

function addTo(sum: Record<string, number>, more: Readonly<Record<string, number>> = {}): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count;
}
