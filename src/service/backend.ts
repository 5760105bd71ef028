import type { Change } from '../portproxy/table.ts';
import type { Entry, ListenSide } from '../portproxy/entry.ts';
import type { EntryStatus } from '../portproxy/state.ts';
import type { ConnectionFilter, ConnectionInfo, EntryCounters } from '../relay/relay.ts';
import type { TransportName } from '../relay/transport.ts';
import type { Feed } from './feed.ts';
import type { MetricsResult, MetricsStatus, MetricsWish } from './metrics/setting.ts';

/** An entry of the table with what it does at this moment. */
export interface ListedEntry extends Entry, EntryStatus {
  /** Counters of the relay; absent while no service runs. */
  readonly counters?: EntryCounters | undefined;
  /** It is new or changed in a session that is offline, and not in effect. */
  readonly staged?: true;
}

/**
 * What became of one change. `done` carries one notice for each entry that is stored but does not listen (a full
 * sentence that names the entry and says why); `skipped` follows a failure in a batch that stops at the first.
 */
export type ChangeResult =
  | { readonly kind: 'done'; readonly notices: readonly string[] }
  | { readonly kind: 'absent' }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly detail: string };

/** Why nothing could be changed: no right to write, no room, broken by another fault. */
export type RefusalCode = 'elevation' | 'storage' | 'limit' | 'invalid';

/** Changes that are made all together or not at all, and what the table must hold for that. */
export interface Transaction {
  /** Applied in order. */
  readonly changes: readonly Change[];
  readonly expected: Expected;
}

/** What whoever made the changes took for granted of the table. */
export interface Expected {
  /** Entries that must be there with these values. */
  readonly entries: readonly Entry[];
  /** Sides that no entry may have. */
  readonly absent: readonly ListenSide[];
  /** No other entries may be there. */
  readonly nothingElse: boolean;
}

/** What became of a transaction: one notice for each entry that is stored but held, or why nothing was changed. */
export type TransactionResult =
  | { readonly kind: 'done'; readonly notices: readonly string[] }
  | { readonly kind: 'conflict'; readonly conflicts: readonly Conflict[] };

/**
 * One reason why a transaction was not made. `changed`: the table is not as expected; `listen`: the system does not let
 * a new or changed entry listen. `detail` is a full sentence that names the entry.
 */
export interface Conflict {
  readonly code: 'changed' | 'absent' | 'listen' | RefusalCode;
  readonly detail: string;
}

/** What `relay show status` tells; `running: false` where no service holds this home. */
export interface RelayStatus {
  readonly running: boolean;
  readonly pid?: number | undefined;
  readonly version?: string | undefined;
  readonly home: string;
  readonly uptimeMs?: number | undefined;
  /** How many entries are in each state. */
  readonly entries: Readonly<Record<EntryStatus['state'], number>>;
  readonly connections: number;
  /** How the relay moves bytes; absent where it does not run. */
  readonly transport?: TransportName | undefined;
  /** How many times the service has written the table since it started. */
  readonly writes?: number | undefined;
  /** Serving metrics over TCP; absent where that is off. */
  readonly metrics?: MetricsStatus | undefined;
}

/** Changes that share one such object stop at the first that fails: every later one of the run is `skipped`. */
export interface ChangeRun {
  failed: boolean;
}

/**
 * The table and the relay of one home directory, as commands see them: behind it stands the service (over its control
 * socket, started when needed), the table file alone, the embedded relay, or a dry run. Methods reject with a
 * `ServiceError` only when the service cannot be reached, started or understood.
 */
export interface Backend {
  /**
   * Every entry in order of creation, with counters where asked for. Never starts a service: without one the states
   * are `stopped`.
   */
  entries(options?: { readonly counters?: boolean }): Promise<readonly ListedEntry[]>;
  /**
   * Applies a change, started service included; acknowledged after it is on disk and the listeners were tried.
   * Changes asked for without waiting in between are sent together (up to 1,000 or 20 ms), applied in order.
   * Changes of one `run` stop at its first failure.
   */
  change(change: Change, run?: ChangeRun): Promise<ChangeResult>;
  /**
   * Makes all of these changes in one write, or none: not where the table is not as expected, one of them is not
   * acceptable, or an entry that is new or changed could not listen. Entries that stay keep their listeners and
   * connections.
   */
  transaction(transaction: Transaction): Promise<TransactionResult>;
  /** Sends what is queued at once. */
  flush(): void;
  status(): Promise<RelayStatus>;
  connections(): Promise<readonly ConnectionInfo[]>;
  /** A live feed of the relay. Never starts a service: without one it tells that it is `lost` until one answers. */
  readonly feed: Feed;
  /** Ends live connections by a reset at both ends; gives how many. */
  kill(filter: ConnectionFilter): Promise<number>;
  /** Serves metrics over TCP, or no longer; a service is started for it. */
  setMetrics(wish: MetricsWish): Promise<MetricsResult>;
  /** Starts the service if none runs; gives its status. */
  start(): Promise<RelayStatus>;
  /** Ends the service after draining for at most `drainMs`; false where none runs. */
  stop(drainMs: number): Promise<boolean>;
  /** Lets go of sockets; an embedded relay ends. */
  close(): Promise<void>;
}

/** A fault between a front end and the service; `message` is a sentence for people. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: 'unreachable' | 'version' | 'start' | 'elevation' | 'storage' | 'busy' | 'protocol';

  constructor(code: ServiceError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
