import type { IpVersion } from '../portproxy/family.ts';
import type { PortSpan } from '../portproxy/port.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import type { TransportName } from './transport.ts';

/** A host: every address of the IP version, an address without brackets, or a name to resolve. */
export type RelayHost =
  | { readonly kind: 'every' }
  | { readonly kind: 'literal'; readonly host: string }
  | { readonly kind: 'name'; readonly name: string };

/** The protocol of an entry. Sockets of different protocols never meet, not even on the same port. */
export type Protocol = 'tcp' | 'udp';

/** One side of an entry: where it listens, or where it connects to. */
export interface RelaySide {
  readonly version: IpVersion;
  readonly host: RelayHost;
  readonly ports: PortSpan;
}

/** Times that an entry sets for its connections, ms; they hold at once for connections that exist. */
export interface EntryLimits {
  /** For each target, shared by its addresses. */
  readonly connectTimeoutMs: number;
  /** Without a byte after one side has sent its FIN; 0: never. */
  readonly halfCloseTimeoutMs: number;
  /** Without a byte in either direction; 0: never. */
  readonly idleTimeoutMs: number;
  /** Silence after which an end is probed; 0: never. */
  readonly keepAliveMs: number;
}

/** One entry as the relay knows it. */
export interface RelayEntry {
  readonly id: string;
  /** The name of the entry in messages, such as `v4tov4 *:8080`. */
  readonly label: string;
  readonly protocol: Protocol;
  readonly listen: RelaySide;
  /** Targets in the order in which they are tried. */
  readonly targets: readonly [RelaySide, ...RelaySide[]];
  /** Those that differ from the defaults (limits.ts). */
  readonly limits?: Partial<EntryLimits> | undefined;
  /** Its status where something above the relay keeps it from listening. */
  readonly hold?: EntryStatus | undefined;
}

/** Entries to listen on (new or changed, in the order of the table) and ids to stop listening on. */
export interface RelayChange {
  readonly put: readonly RelayEntry[];
  readonly remove: readonly string[];
  /** All ids in the table's order; left out when new entries were only appended. */
  readonly order?: readonly string[] | undefined;
}

/** An entry that could not listen, and why, in a sentence. */
export interface ListenRefusal {
  readonly id: string;
  readonly reason: string;
}

/** How a connection ended: by whom, and in which phase. */
export interface EndReason {
  readonly by: 'client' | 'backend' | 'netsh' | 'timeout';
  readonly phase: 'connect' | 'data' | 'half-closed';
  /** `closed` (by FIN) or `reset`, or an error code such as `ECONNREFUSED`. */
  readonly how: string;
}

/** A live connection. Times in ms since the epoch, bytes from the client to the target (up) and back (down). */
export interface ConnectionInfo {
  readonly id: number;
  readonly entry: string;
  readonly client: string;
  readonly target: string;
  readonly startedAt: number;
  readonly lastActiveAt: number;
  readonly phase: 'connect' | 'data' | 'half-closed';
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** The last answer for a name, and its time, ms since the epoch. */
export interface ResolvedName {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly at: number;
}

/** The last answers for the names of an entry; absent where it has an address, or before the first answer. */
export interface EntryNames {
  readonly listen?: ResolvedName | undefined;
  readonly connect?: ResolvedName | undefined;
}

/** Counters of one entry since it was put first. */
export interface EntryCounters {
  readonly connections: number;
  readonly connectionsTotal: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly errors: number;
  readonly refused: number;
  /** How many connections ended for each reason, keyed `by phase how`. */
  readonly ends: Readonly<Record<string, number>>;
  readonly lastError?: { readonly at: number; readonly text: string } | undefined;
  readonly names?: EntryNames | undefined;
}

/** Status and counters of one entry. */
export interface EntryReport {
  readonly id: string;
  /** Stands for the entry in samples, as long as it is not removed. */
  readonly number: number;
  readonly status: EntryStatus;
  readonly counters: EntryCounters;
}

/** What is different since the sample before: apply entries and connections first, then what ended. */
export interface RelaySample {
  /** Everything is in it: forget what came before. */
  readonly full: boolean;
  /** Entries that are new, or changed in more than numbers. An entry that was removed is not spoken of. */
  readonly entries: readonly EntryReport[];
  /**
   * Entries that were told of before, and moved bytes since, six numbers for each: the number of its report, connections,
   * connectionsTotal, bytesUp, bytesDown, refused.
   */
  readonly counted: Float64Array;
  /** Connections that are new, or have found their target. */
  readonly connections: readonly ConnectionInfo[];
  /**
   * Connections that were told of before, and moved bytes or are in another phase since, five numbers for each: id,
   * lastActiveAt, phase (as `PHASES` numbers them), bytesUp, bytesDown.
   */
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

/** Bounds of the whole relay; ms and bytes. */
export interface RelayLimits {
  /** How long the answer of a name server is used. */
  readonly nameTtlMs: number;
  /** All lent buffers (or pipes) together. */
  readonly poolBytes: number;
}

/** The relay, as the service uses it. */
export interface Relay {
  /**
   * Applies a change and touches no other entry. Resolves when each entry put was tried once: it listens, or its status
   * says why not (then it is tried again after growing pauses). Never rejects for an entry.
   */
  apply(change: RelayChange): Promise<void>;
  /**
   * Tries whether these entries could listen beside everything that listens now; resolves to those that could not. Nothing
   * stays open, and no other entry is touched.
   */
  tryListen(entries: readonly RelayEntry[]): Promise<readonly ListenRefusal[]>;
  /** Returns the present status of an entry; undefined where there is none. */
  status(id: string): EntryStatus | undefined;
  /** Resolves to status and counters of every entry, or of those asked for. */
  report(ids?: readonly string[]): Promise<EntryReport[]>;
  connections(): Promise<ConnectionInfo[]>;
  /**
   * What is different since the sample before, for one caller that asks again and again, one at a time; costs nothing
   * while nobody does. Full the first time, after the data plane was replaced, and when asked for it anew.
   */
  sample(options?: { readonly anew?: boolean }): Promise<RelaySample>;
  /** Ends connections by a reset at both ends; resolves to how many. */
  kill(filter: ConnectionFilter): Promise<number>;
  /** How many connections are live. */
  readonly connectionCount: number;
  /** The transport of its data plane; undefined until that is known. */
  readonly transport: TransportName | undefined;
  /** Stops listening, waits at most `drainMs` for connections to finish, then ends them; resolves to how many it ended. */
  close(drainMs: number): Promise<number>;
  /** Calls the listener with every event for the log; with those of the start at once. */
  onEvent(listener: (event: RelayEvent) => void): void;
}

/** An event of the relay for people and the log. */
export interface RelayEvent {
  readonly at: number;
  readonly kind: 'listening' | 'failed' | 'held' | 'refused' | 'worker' | 'error';
  readonly entry?: string | undefined;
  readonly text: string;
}
