import type { IpVersion } from '../portproxy/family.ts';
import type { PortSpan } from '../portproxy/port.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import type { EntryNumbers, PHASES } from './rows.ts';
import type { TransportName } from './transport.ts';

/** A host as the relay takes it: every address of the IP version, an IP address (no brackets), or a name to resolve. */
export type RelayHost =
  | { readonly kind: 'every' }
  | { readonly kind: 'literal'; readonly host: string }
  | { readonly kind: 'name'; readonly name: string };

/** One entry as the relay knows it. */
export interface RelayEntry {
  readonly id: string;
  /** How messages name it, such as `v4tov4 *:8080`. */
  readonly label: string;
  readonly listen: { readonly version: IpVersion; readonly host: RelayHost; readonly ports: PortSpan };
  readonly connect: { readonly version: IpVersion; readonly host: RelayHost; readonly ports: PortSpan };
  /** Where it is stored but must not listen: the status that says why. */
  readonly hold?: EntryStatus | undefined;
}

/** Entries to listen on (new or changed, in the table's order) and ids to stop listening on. */
export interface RelayChange {
  readonly put: readonly RelayEntry[];
  readonly remove: readonly string[];
  /** All ids in the table's order; left out when entries were only appended or removed. */
  readonly order?: readonly string[] | undefined;
}

/** An entry that could not listen, and why, in a sentence. */
export interface ListenRefusal {
  readonly id: string;
  readonly reason: string;
}

/** A phase of a connection. */
type Phase = (typeof PHASES)[number];

/** Who ended a connection, and in which phase. */
export interface EndReason {
  readonly by: 'client' | 'backend' | 'netsh' | 'timeout';
  readonly phase: Phase;
  /** `closed` (FIN), `reset`, or the error code of a failed connect, such as ECONNREFUSED. */
  readonly how: string;
}

/** A live connection. */
export interface ConnectionInfo {
  readonly id: number;
  readonly entry: string;
  readonly client: string;
  readonly target: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** ms since the epoch. */
  readonly lastActiveAt: number;
  readonly phase: Phase;
  /** From the client to the target. */
  readonly bytesUp: number;
  /** From the target to the client. */
  readonly bytesDown: number;
}

/** The latest answer to a name. */
export interface ResolvedName {
  readonly name: string;
  readonly addresses: readonly string[];
  /** When it came, ms since the epoch. */
  readonly at: number;
}

/** The latest answers to the names of an entry; absent where a side has an address, or nobody asked yet. */
export interface EntryNames {
  readonly listen?: ResolvedName | undefined;
  readonly connect?: ResolvedName | undefined;
}

/** Counters of one entry since it was put for the first time; `connections` is how many are live now. */
export interface EntryCounters extends EntryNumbers {
  readonly errors: number;
  /** How many connections ended for each reason, by `by phase how`. */
  readonly ends: Readonly<Record<string, number>>;
  /** `at` in ms since the epoch. */
  readonly lastError?: { readonly at: number; readonly text: string } | undefined;
  readonly names?: EntryNames | undefined;
}

/** Status and counters of one entry. */
export interface EntryReport {
  readonly id: string;
  /** The id of its rows in samples, until it is removed. */
  readonly number: number;
  readonly status: EntryStatus;
  readonly counters: EntryCounters;
}

/** Changes since the sample before, to be applied in this order. */
export interface RelaySample {
  /** It holds everything: forget what came before. */
  readonly full: boolean;
  /** Entries that are new, or changed in more than numbers. Removed entries are not reported. */
  readonly entries: readonly EntryReport[];
  /** Other entries with new numbers: `ENTRY_ROWS`, by the number of their report. */
  readonly counted: Float64Array;
  /** Connections that are new, or have found their target. */
  readonly connections: readonly ConnectionInfo[];
  /** Other connections that moved bytes or are in another phase: `CONNECTION_ROWS`. */
  readonly moved: Float64Array;
  /** Ids of connections that have ended. */
  readonly ended: readonly number[];
}

/** Which connections to end; all given conditions must hold. */
export interface ConnectionFilter {
  readonly id?: number | undefined;
  readonly entry?: string | undefined;
  readonly client?: string | undefined;
}

/** Times and bounds of the relay. */
export interface RelayLimits {
  readonly connectTimeoutMs: number;
  readonly halfCloseTimeoutMs: number;
  /** 0: never. */
  readonly idleTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly nameTtlMs: number;
  /** Of all lent buffers together. */
  readonly poolBytes: number;
}

/** The relay as the service uses it. */
export interface Relay {
  /**
   * Puts a change into effect and touches no other entry. Resolves when each entry put was tried once: it listens, or
   * its status says why not, and it is tried again with growing pauses. Never rejects for an entry.
   */
  apply(change: RelayChange): Promise<void>;
  /**
   * Tries whether these entries could listen beside everything that listens now. Nothing stays open, no other entry is
   * touched. Returns those that could not.
   */
  tryListen(entries: readonly RelayEntry[]): Promise<readonly ListenRefusal[]>;
  /** Returns the status of one entry as last heard. */
  status(id: string): EntryStatus | undefined;
  /** Returns status and counters of every entry, or of those asked for. */
  report(ids?: readonly string[]): Promise<EntryReport[]>;
  connections(): Promise<ConnectionInfo[]>;
  /**
   * Returns the changes since the sample before, for one caller that asks again and again, one at a time. Full the first
   * time, after the data plane was replaced, and with `anew`.
   */
  sample(options?: { readonly anew?: boolean }): Promise<RelaySample>;
  /** Ends connections by a reset at both ends. Returns how many. */
  kill(filter: ConnectionFilter): Promise<number>;
  /** Live connections, at most 100 ms ago. */
  readonly connectionCount: number;
  /** How bytes are moved; undefined until that is known. */
  readonly transport: TransportName | undefined;
  /** Stops listening, lets connections finish for at most `drainMs`, then ends them. Returns how many it ended. */
  close(drainMs: number): Promise<number>;
  /** Hears what is worth a line in the log. */
  onEvent(listener: (event: RelayEvent) => void): void;
}

/** An event of the relay for people and the log. */
export interface RelayEvent {
  /** ms since the epoch. */
  readonly at: number;
  readonly kind: 'listening' | 'failed' | 'held' | 'refused' | 'worker' | 'error';
  readonly entry?: string | undefined;
  readonly text: string;
}
