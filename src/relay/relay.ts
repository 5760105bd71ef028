import type { LastError } from './last-error.ts';
import type { Rulebook } from '../firewall/rule.ts';
import type { IpVersion } from '../portproxy/family.ts';
import type { Protocol } from '../portproxy/key.ts';
import type { PerTime } from '../portproxy/kinds/per-time.ts';
import type { PortSpan } from '../portproxy/port.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import type { LoggedLines, Logging } from './log/logging.ts';
import type { EntryNumbers, PHASES } from './rows.ts';
import type { TransportName } from './transport-names.ts';

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
  /** Longest life of a connection, give or take a tenth; 0: no end. */
  readonly maxAgeMs: number;
  /** For the PROXY protocol header with which clients begin; 0: no end, as where none is awaited. */
  readonly headerTimeoutMs: number;
}

/** Bounds on what clients may take of an entry; 0: no limit. They hold at once for connections that exist. */
export interface EntryBounds {
  /** Connections at a time; further clients wait in the system's queue. */
  readonly maxConnections: number;
  /** Connections at a time of one client address (IPv6: of one /64); further ones are reset. */
  readonly maxPerClient: number;
  /** New connections of one client address in a time; further ones are reset. */
  readonly newPerClient: PerTime | undefined;
  /** Bytes a second in each direction of the whole entry. */
  readonly bytesPerSecond: number;
}

/** How the targets of an entry are chosen, and how it is connected to them. */
export interface TargetChoice {
  readonly balance: 'first' | 'roundrobin' | 'leastconnections' | 'source';
  /** How often each target is connected to, to know whether it answers, ms; 0: never. */
  readonly checkMs: number;
}

/** Versions of the PROXY protocol (haproxy's text of 2026-04). */
export type ProxyVersion = 'v1' | 'v2';

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
  /** Absent where clients are not bounded. */
  readonly bounds?: EntryBounds | undefined;
  /** Absent where targets are tried in their order, and never checked. */
  readonly choice?: TargetChoice | undefined;
  /** The address of this machine from which targets are connected to; the system's choice where it is absent. */
  readonly sourceAddress?: string | undefined;
  /** Tells targets the real client by a header of this version. */
  readonly sendProxy?: ProxyVersion | undefined;
  /** Clients begin with a header of the PROXY protocol. */
  readonly acceptProxy?: true | undefined;
  /** Whether its connections are in the log of connections; as the relay's setting where it is absent. */
  readonly log?: boolean | undefined;
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
  /** Its machine, in a view of a fleet. */
  readonly machine?: string | undefined;
  /** Absent for TCP. */
  readonly protocol?: 'udp' | undefined;
  /** Address and port of the client: those that its PROXY protocol header told, where it did. */
  readonly client: string;
  /** Address and port from which it connected; absent where that is the client. */
  readonly peer?: string | undefined;
  /** Empty before its target is looked for. */
  readonly target: string;
  /** Both in ms since the epoch. */
  readonly startedAt: number;
  readonly lastActiveAt: number;
  /** Time since it began, ms; where connections are listed. */
  readonly ageMs?: number | undefined;
  /** Time without a sign of life, ms; where connections are listed. */
  readonly idleMs?: number | undefined;
  readonly phase: Phase;
  /** From the client to the target; `bytesDown`: back. */
  readonly bytesUp: number;
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
  /** Of further targets that are names. */
  readonly others?: readonly ResolvedName[] | undefined;
}

/** One target of an entry that has several, or checks them. */
export interface TargetStatus {
  /** As people write it, such as `10.0.0.5:80`. */
  readonly target: string;
  /** Whether it answered the last attempt to connect to it; `untried`: none was made yet. */
  readonly state: 'untried' | 'up' | 'down';
  /** Since when, ms since the epoch; in the data plane, of `monotonicNow`. */
  readonly since?: number | undefined;
  /** Why it is down, in words. */
  readonly reason?: string | undefined;
  /** How many attempts have failed in a row. */
  readonly failures?: number | undefined;
  /** Of a range: the ports that fail, the first 100. */
  readonly ports?: readonly number[] | undefined;
  /** Live connections, those too that are being made. */
  readonly connections: number;
}

/** Counters of one entry since it was put for the first time; `connections` is how many are live now. */
export interface EntryCounters extends EntryNumbers {
  readonly errors: number;
  /** How many connections ended for each reason, by `by phase how`. */
  readonly ends: Readonly<Record<string, number>>;
  /** How many connections were denied, by the rule or the policy that did it; absent where none was. */
  readonly denials?: Readonly<Record<string, number>> | undefined;
  /** Clients that wait for room: how many were accepted, and whether some are in the system's queue. Absent where none does. */
  readonly waiting?: { readonly accepted: number; readonly inQueue: boolean } | undefined;
  /** How many datagrams were not sent on, by reason; absent where none was. */
  readonly drops?: Readonly<Record<string, number>> | undefined;
  readonly lastError?: LastError | undefined;
  readonly names?: EntryNames | undefined;
  /** Absent where the entry has one target that is never checked. */
  readonly targets?: readonly TargetStatus[] | undefined;
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
  /** How many others have ended since the sample before; 0 in a full one. */
  readonly missed: number;
}

/** Which connections to end; all given conditions must hold. `client` is the client as connections tell it, or its address. */
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
  /** Returns the changes since the sample before, for one caller that asks again and again. Full the first time, after a new data plane, and with `anew`. */
  sample(options?: { readonly anew?: boolean }): Promise<RelaySample>;
  /**
   * Logs connections that end from now on, and resolves with lines soon after the first; undefined when the relay is
   * closed and has told all. For one caller that asks again and again, and without `logging` to end that.
   */
  logged(logging: Logging | undefined): Promise<LoggedLines | undefined>;
  /** Ends connections by a reset at both ends. Returns how many. */
  kill(filter: ConnectionFilter): Promise<number>;
  /** Live connections, at most 100 ms ago. */
  readonly connectionCount: number;
  /** How bytes are moved; undefined until that is known. */
  readonly transport: TransportName | undefined;
  /** Stops listening, lets connections finish for at most `drainMs`, then ends them. Returns how many. Kept listeners stay where another process `follows`. */
  close(drainMs: number, follows?: boolean): Promise<number>;
  /** Hears what is worth a line in the log. */
  onEvent(listener: (event: RelayEvent) => void): void;
}

/** An event of the relay for people and the log. */
export interface RelayEvent {
  /** ms since the epoch. */
  readonly at: number;
  readonly kind: 'listening' | 'failed' | 'held' | 'refused' | 'denied' | 'target' | 'worker' | 'error';
  readonly entry?: string | undefined;
  readonly text: string;
}
