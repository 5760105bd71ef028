import type { Entry } from '../../portproxy/entry.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import type { EntryCounters } from '../../relay/relay.ts';
import type { TransportName } from '../../relay/transport.ts';
import type { MetricsStatus } from './metrics-setting.ts';

/** An entry of the table, and what it does at this moment. */
export interface ListedEntry extends Entry, EntryStatus {
  /** Counters of the relay; absent while no service runs. */
  readonly counters?: EntryCounters | undefined;
  /** It is new or changed in a session that is offline, and not in effect. */
  readonly staged?: true;
}

/** Returns a listed entry without what it does at this moment. */
export function plainEntry({
  state: _state,
  reason: _reason,
  counters: _counters,
  staged: _staged,
  ...entry
}: Entry & Partial<ListedEntry>): Entry {
  return entry;
}

/** The status of a relay; `running: false` where no service holds its home directory. */
export interface RelayStatus {
  readonly running: boolean;
  readonly pid?: number | undefined;
  readonly version?: string | undefined;
  readonly home: string;
  readonly uptimeMs?: number | undefined;
  /** It is stopping: it listens no more, and lets connections finish for at most so long, ms. */
  readonly drainMs?: number | undefined;
  /** How many entries are in each state. */
  readonly entries: Readonly<Record<EntryState, number>>;
  readonly connections: number;
  /** How the relay moves bytes; absent where it does not run. */
  readonly transport?: TransportName | undefined;
  /** How many times the service has written the table since it started. */
  readonly writes?: number | undefined;
  /** Serving metrics over TCP; absent where that is off. */
  readonly metrics?: MetricsStatus | undefined;
}

/** Why nothing listens while no service runs. */
export const STOPPED_REASON = 'The relay service is not running.';

/** Returns entries as they are listed while no service runs. */
export function stoppedEntries(entries: readonly Entry[]): ListedEntry[] {
  return entries.map((entry) => ({ ...entry, state: 'stopped', reason: STOPPED_REASON }));
}

/** Returns the status of a home directory with so many entries, for which no service runs. */
export function stoppedStatus(home: string, stopped: number): RelayStatus {
  const entries: Record<EntryState, number> = { listening: 0, held: 0, failed: 0, disabled: 0, stopped };
  return { running: false, home, entries, connections: 0 };
}
