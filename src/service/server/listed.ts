import type { Entry } from '../../portproxy/entry.ts';
import { entryKey } from '../../portproxy/key.ts';
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
