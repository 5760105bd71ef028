import type { Change } from '../../portproxy/table.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import type { Feed } from './feed.ts';
import type { MetricsResult, MetricsWish } from './metrics-setting.ts';
import type { ListedEntry, RelayStatus } from './status.ts';

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
