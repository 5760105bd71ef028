import type { Entry } from '../../portproxy/entry.ts';
import type { ListedEntry } from './status.ts';

/** A listed entry without what it does at this moment. */
export function plainEntry({
  state: _state,
  reason: _reason,
  counters: _counters,
  staged: _staged,
  ...entry
}: Entry & Partial<ListedEntry>): Entry {
  return entry;
}
