import type { Rulebook } from '../firewall/rule.ts';
import type { IpVersion } from '../portproxy/family.ts';
import type { Protocol } from '../portproxy/key.ts';
import type { PortSpan } from '../portproxy/port.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import type { EntryNumbers, PHASES } from './rows.ts';
import type { TransportName } from './transport.ts';

/** A host as the relay takes it: every address of the IP version, an IP address (no brackets), or a name to resolve. */
export type RelayHost =
  | { readonly kind: 'every' }
  | { readonly kind: 'literal'; readonly host: string }
  | { readonly kind: 'name'; readonly name: string };

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
  /** Without a sign of life after one side has sent its FIN; 0: never. */
  readonly halfCloseTimeoutMs: number;
  /** Without a sign of life in either direction; 0: never. */
  readonly idleTimeoutMs: number;
  /** Silence after which an end is probed; 0: never. */
  readonly keepAliveMs: number;
  /** Without a sign of life while the client takes the last bytes of a backend that failed. */
  readonly lingerTimeoutMs: number;
}

/** One entry as the relay knows it. */
export interface RelayEntry {
  readonly id: string;
  /** The name of the entry in messages, such as `v4tov4 *:8080`. */
  readonly label: string;
  /** Sockets of different protocols never meet, not even on the same port. */
  readonly protocol: Protocol;
  readonly listen: RelaySide;
  /** Targets in the order in which they are tried. */
  readonly targets: readonly [RelaySide, ...RelaySide[]];
  /** Those that differ from the defaults (limits.ts). */
  readonly limits?: Partial<EntryLimits> | undefined;
  /** Its status where something above the relay keeps it from listening. */
  readonly hold?: EntryStatus | undefined;
}

/** Entries to listen on (new or changed, in the table's order) and ids to stop listening on. */
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

/** A phase of a connection. */
type Phase = (typeof PHASES)[number];

/** How a connection ended: by whom, and in which phase. */
export interface EndReason {
  readonly by: 'client' | 'backend' | 'netsh' | 'timeout';
  readonly phase: Phase;
  /** `closed` (by FIN) or `reset`, or an error code such as `ECONNREFUSED`. */
  readonly how: string;
}

/** A live connection. In the data plane its times are those of `monotonicNow`. */
export interface ConnectionInfo {
  readonly id: number;
  readonly entry: string;
  readonly client: string;
  readonly target: string;
  /** ms since the epoch. */
  readonly startedAt: number;
  /** ms since the epoch. */
  readonly lastActiveAt: number;
  /** Time since it began, ms; where connections are listed. */
  readonly ageMs?: number | undefined;
  /** Time without a sign of life, ms; where connections are listed. */
  readonly idleMs?: number | undefined;
  readonly phase: Phase;
  /** From the client to the target. */
  readonly bytesUp: number;
  /** From the target to the client. */
  readonly bytesDown: number;
}

/** A connection that has ended, and how. */
export interface EndedConnection extends ConnectionInfo {
  /** ms since the epoch; in the data plane, of `monotonicNow`. */
  readonly endedAt: number;
  /** How long it lasted by a clock that never jumps, ms. */
  readonly durationMs: number;
  readonly end: EndReason;
}

/** The latest answer to a name. */
export interface ResolvedName {
  readonly name: string;
  readonly addresses: readonly string[];
  /** When it came, ms since the epoch; in the data plane, of `monotonicNow`. */
  readonly at: number;
}

/** The last answers for the names of an entry; absent where it has an address, or before the first answer. */
export interface EntryNames {
  readonly listen?: ResolvedName | undefined;
  readonly connect?: ResolvedName | undefined;
}

/** Counters of one entry since it was put for the first time; `connections` is how many are live now. */
export interface EntryCounters extends EntryNumbers {
  readonly errors: number;
  /** How many connections ended for each reason, by `by phase how`. */
  readonly ends: Readonly<Record<string, number>>;
  /** How many connections were denied, by the rule or the policy that did it; absent where none was. */
  readonly denials?: Readonly<Record<string, number>> | undefined;
  /** `at` in ms since the epoch; in the data plane, of `monotonicNow`. */
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
  /** Connections that have ended, oldest first, never told ones too; at most the newest `MAX_RECENT`. */
  readonly recent: readonly EndedConnection[];
}

/** Which connections to end; all given conditions must hold. */
export interface ConnectionFilter {
  readonly id?: number | undefined;
  readonly entry?: string | undefined;
  readonly client?: string | undefined;
}

/** Times and bounds of the relay. */
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
  /**
   * Brings rules into force, in place of all before; resolves when they are, and connections that they deny were reset.
   * Entries put afterwards never listen without them.
   */
  setRulebook(rulebook: Rulebook): Promise<void>;
  /** Returns the present status of an entry; undefined where there is none. */
  status(id: string): EntryStatus | undefined;
  /** Resolves to status and counters of every entry, or of those asked for. */
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
  readonly kind: 'listening' | 'failed' | 'held' | 'refused' | 'denied' | 'worker' | 'error';
  readonly entry?: string | undefined;
  readonly text: string;
}
