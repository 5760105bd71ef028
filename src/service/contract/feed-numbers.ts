import { PHASES } from '../../relay/moved.ts';
import type { ConnectionInfo, EntryCounters } from '../../relay/relay.ts';

/** How many numbers a message has for each entry that it counts: connections, connectionsTotal, bytesUp, bytesDown, refused. */
export const COUNTED_NUMBERS = 5;

/** How many numbers a message has for each connection that moved: id, ms since it was active, phase, bytesUp, bytesDown. */
export const MOVED_NUMBERS = 5;

/** Counters with other numbers, which begin there: a row of a message's `counted`. */
export function withCounted(
  { errors, ends, lastError, names }: EntryCounters,
  numbers: readonly number[],
  at: number,
): EntryCounters {
  return {
    connections: numbers[at] ?? 0,
    connectionsTotal: numbers[at + 1] ?? 0,
    bytesUp: numbers[at + 2] ?? 0,
    bytesDown: numbers[at + 3] ?? 0,
    errors,
    refused: numbers[at + 4] ?? 0,
    ends,
    lastError,
    names,
  };
}

/** A connection with other numbers, which begin there: a row of the `moved` of a message of that time. */
export function withMoved(
  { id, entry, client, target, startedAt, phase }: ConnectionInfo,
  numbers: readonly number[],
  { at, time }: { readonly at: number; readonly time: number },
): ConnectionInfo {
  return {
    id,
    entry,
    client,
    target,
    startedAt,
    lastActiveAt: time - (numbers[at + 1] ?? 0),
    phase: PHASES[numbers[at + 2] ?? 0] ?? phase,
    bytesUp: numbers[at + 3] ?? 0,
    bytesDown: numbers[at + 4] ?? 0,
  };
}
