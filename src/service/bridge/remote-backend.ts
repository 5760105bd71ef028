import type { Change } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import { ChangeQueue } from '../client/change-queue.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { MetricsResult, MetricsRequest } from '../contract/metrics-setting.ts';
import type { Connection } from './remote-machine.ts';
import { machineFeed } from './machine-feed.ts';
import type { CallName, Calls } from './messages.ts';

/** How long each call may take, in ms: what the far end itself may wait, and the way there and back. */
const READ_MS = 40_000;
const START_MS = 60_000;
const CHANGE_MS = 150_000;
const STOP_MARGIN_MS = 20_000;

/**
 * The backend of another machine: what is behind it there, the service or the table file, is found, and where needed
 * started, by the netsh of that machine. `on` is 0, or the number of a dry run there.
 */
export class MachineBackend implements Backend {
  readonly #connection: Connection;
  readonly #on: number;
  readonly #queue = new ChangeQueue((changes, stopAtFirst) =>
    this.#call('changes', { changes, stopAtFirst }, CHANGE_MS),
  );

  constructor(connection: Connection, on: number) {
    this.#connection = connection;
    this.#on = on;
  }

  entries({ counters = false }: { readonly counters?: boolean } = {}): Promise<readonly ListedEntry[]> {
    return this.#call('entries', { counters }, READ_MS);
  }

  change(change: Change, run?: ChangeRun): Promise<ChangeResult> {
    return this.#queue.add(change, run);
  }

  transaction(transaction: Transaction): Promise<TransactionResult> {
    return this.#call('transaction', transaction, CHANGE_MS);
  }

  flush(): void {
    this.#queue.flush();
  }

  status(): Promise<RelayStatus> {
    return this.#call('status', null, READ_MS);
  }

  connections(): Promise<readonly ConnectionInfo[]> {
    return this.#call('connections', null, READ_MS);
  }

  feed(options: FeedOptions): AsyncIterable<FeedMessage> {
    return machineFeed(this.#connection, this.#on, options);
  }

  kill(filter: ConnectionFilter): Promise<number> {
    return this.#call('kill', filter, READ_MS);
  }

  setMetrics(wish: MetricsRequest): Promise<MetricsResult> {
    return this.#call('setMetrics', wish, START_MS);
  }

  start(): Promise<RelayStatus> {
    return this.#call('start', null, START_MS);
  }

  stop(drainMs: number): Promise<boolean> {
    return this.#call('stop', { drainMs }, drainMs + STOP_MARGIN_MS);
  }

  async close(): Promise<void> {
    // A link that has ended has forgotten its dry runs; the way itself outlives its backends.
    if (this.#on === 0 || !this.#connection.isConnected) return;
    await this.#call('close', null, READ_MS).catch(() => {});
  }

  async #call<K extends CallName>(
    call: K,
    args: Calls[K]['args'],
    timeoutMs: number,
  ): Promise<Calls[K]['value']> {
    const link = await this.#connection.connect('telling');
    return await link.call(call, { on: this.#on, args, timeoutMs });
  }
}
