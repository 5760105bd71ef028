import type { Change } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { MetricsResult, MetricsRequest } from '../contract/metrics-setting.ts';

/** A backend that is always the one of the machine that a session works on at this moment. */
export class SwitchBackend implements Backend {
  readonly #current: () => Backend;
  readonly #close: () => Promise<void>;

  /** `close` closes all that were used. */
  constructor(current: () => Backend, close: () => Promise<void>) {
    this.#current = current;
    this.#close = close;
  }

  entries(options?: { readonly counters?: boolean }): Promise<readonly ListedEntry[]> {
    return this.#current().entries(options);
  }

  change(change: Change, run?: ChangeRun): Promise<ChangeResult> {
    return this.#current().change(change, run);
  }

  transaction(transaction: Transaction): Promise<TransactionResult> {
    return this.#current().transaction(transaction);
  }

  flush(): void {
    this.#current().flush();
  }

  status(): Promise<RelayStatus> {
    return this.#current().status();
  }

  connections(): Promise<readonly ConnectionInfo[]> {
    return this.#current().connections();
  }

  feed(options: FeedOptions): AsyncIterable<FeedMessage> {
    return this.#current().feed(options);
  }

  kill(filter: ConnectionFilter): Promise<number> {
    return this.#current().kill(filter);
  }

  setMetrics(wish: MetricsRequest): Promise<MetricsResult> {
    return this.#current().setMetrics(wish);
  }

  start(): Promise<RelayStatus> {
    return this.#current().start();
  }

  stop(drainMs: number): Promise<boolean> {
    return this.#current().stop(drainMs);
  }

  close(): Promise<void> {
    return this.#close();
  }
}
