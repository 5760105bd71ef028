import type { Change } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { MetricsResult, MetricsWish } from '../contract/metrics-setting.ts';

/** A backend that is still being opened: every method waits for it, and rejects where it could not be opened. */
export class LazyBackend implements Backend {
  readonly #opened: Promise<Backend>;

  constructor(open: () => Promise<Backend>) {
    this.#opened = open();
    // Whoever uses it is told.
    this.#opened.catch(() => {});
  }

  async entries(options?: { readonly counters?: boolean }): Promise<readonly ListedEntry[]> {
    return await (await this.#opened).entries(options);
  }

  async change(change: Change, run?: ChangeRun): Promise<ChangeResult> {
    return await (await this.#opened).change(change, run);
  }

  async transaction(transaction: Transaction): Promise<TransactionResult> {
    return await (await this.#opened).transaction(transaction);
  }

  flush(): void {
    this.#opened.then((backend) => backend.flush()).catch(() => {});
  }

  async status(): Promise<RelayStatus> {
    return await (await this.#opened).status();
  }

  async connections(): Promise<readonly ConnectionInfo[]> {
    return await (await this.#opened).connections();
  }

  async *feed(options: FeedOptions): AsyncGenerator<FeedMessage> {
    yield* (await this.#opened).feed(options);
  }

  async kill(filter: ConnectionFilter): Promise<number> {
    return await (await this.#opened).kill(filter);
  }

  async setMetrics(wish: MetricsWish): Promise<MetricsResult> {
    return await (await this.#opened).setMetrics(wish);
  }

  async start(): Promise<RelayStatus> {
    return await (await this.#opened).start();
  }

  async stop(drainMs: number): Promise<boolean> {
    return await (await this.#opened).stop(drainMs);
  }

  async close(): Promise<void> {
    const backend = await this.#opened.catch(() => undefined);
    await backend?.close();
  }
}
