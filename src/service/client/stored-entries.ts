import type { EntryState } from '../../portproxy/state.ts';
import type { HomePaths } from '../../store/home.ts';
import { brokenNotice, readTable } from '../../store/read-table.ts';
import type { Entry } from '../../portproxy/entry.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import { storeServiceError } from '../contract/refusal.ts';

/** Why nothing listens while no service runs. */
export const STOPPED_REASON = 'The relay service is not running.';

const STOPPED = { state: 'stopped', reason: STOPPED_REASON } as const;

/**
 * The entries of a home directory for which no service runs, from the table file alone. A broken file is told of by
 * `onNotice` and left as it is. Throws a `ServiceError`.
 */
export function storedEntries(paths: HomePaths, onNotice: (text: string) => void): readonly Entry[] {
  try {
    const { entries, broken } = readTable(paths);
    if (broken) onNotice(brokenNotice(paths.table, broken));
    return entries;
  } catch (error) {
    throw storeServiceError(error);
  }
}

/** Entries as they are listed while no service runs. */
export function stoppedEntries(entries: readonly Entry[]): ListedEntry[] {
  return entries.map((entry) => ({ ...entry, ...STOPPED }));
}

/** The status of a home directory for which no service runs. */
export function stoppedStatus(home: string, stopped: number): RelayStatus {
  const entries: Record<EntryState, number> = { listening: 0, held: 0, failed: 0, disabled: 0, stopped };
  return { running: false, home, entries, connections: 0 };
}
