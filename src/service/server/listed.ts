import type { Entry } from '../../portproxy/entry.ts';
import { entryKey } from '../../portproxy/key.ts';
import type { EntryState } from '../../portproxy/state.ts';
import type { EntryReport } from '../../relay/relay.ts';
import type { ListedEntry } from '../contract/status.ts';
import type { Effect } from './effect.ts';

/** Returns entries with their states, and with the counters that are reported. */
export function listed(
  entries: readonly Entry[],
  effect: Effect,
  reports: readonly EntryReport[],
): ListedEntry[] {
  const counted = new Map(reports.map((report) => [report.id, report.counters]));
  return entries.map((entry) => {
    const { state, reason } = effect.status(entry);
    return { ...entry, state, reason, counters: counted.get(entryKey(entry)) };
  });
}

/** Returns how many entries are in each state. */
export function statesOf(
  entries: readonly Entry[],
  effect: Pick<Effect, 'status'>,
): Record<EntryState, number> {
  const counts = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
  for (const entry of entries) counts[effect.status(entry).state] += 1;
  return counts;
}
