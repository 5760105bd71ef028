import type { Entry } from '../../portproxy/entry.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import type { EntryCounters } from '../../relay/relay.ts';
import type { TransportName } from '../../relay/transport-names.ts';
import type { LogStatus } from './log-setting.ts';
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

/** An earlier process of a service, which listens no more and lives until its connections have ended. */
export interface OutlivingStatus {
  readonly pid: number;
  readonly version: string;
  /** Since when another process listens, ms since the epoch. */
  readonly since: number;
  readonly connections: number;
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
  /** The log of connections; absent where that is off. */
  readonly log?: LogStatus | undefined;
  /** Other files of the program are installed by now than those that run; `relay restart` takes those. */
  readonly replaced?: boolean | undefined;
  /** Earlier processes that have connections, whose number is part of `connections`; absent where there are none. */
  readonly outliving?: readonly OutlivingStatus[] | undefined;
  /** How often this machine is watched from others of its fleet now; absent where it is not. */
  readonly watchers?: number | undefined;
  /** The machines of a fleet, in its live feed; absent for one machine. */
  readonly machines?: FleetMachines | undefined;
}

/** The machines of a fleet as its live feed knows them. */
export interface FleetMachines {
  readonly count: number;
  /** Those that tell nothing now, at most 100 of them. */
  readonly missing: readonly MissingMachine[];
  /** Why nothing is known of them at the moment, as a sentence: the servers do not answer. */
  readonly reason?: string | undefined;
}

/** A machine that tells nothing. */
export interface MissingMachine {
  readonly machine: string;
  /** `lost`: it has told nothing for 9 seconds; `disconnected`: it is not at the servers; `silent`: it does not answer. */
  readonly why: 'lost' | 'disconnected' | 'silent';
  /** Since when, in ms since the epoch. */
  readonly since: number;
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
