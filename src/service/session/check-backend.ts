import { meetsFilter } from '../../relay/connection-filter.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import type { Entry } from '../../portproxy/entry.ts';
import { holdStatus } from '../../portproxy/hold.ts';
import { type Change, Table } from '../../portproxy/table.ts';
import { thisMachine } from '../../system/machine.ts';
import { systemServices } from '../../system/services.ts';
import { applyChange } from '../../portproxy/changes/apply-change.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import { type ListedEntry, type RelayStatus, plainEntry } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { MetricsResult } from '../contract/metrics-setting.ts';
import { stoppedEntries } from '../client/stopped.ts';
import { planTransaction } from '../../portproxy/changes/plan-transaction.ts';
import { notices } from '../server/relay-entry.ts';

/** The backend of a dry run: changes go to a copy of the table in memory, and nothing is written or started. */
export class CheckBackend implements Backend {
  readonly #real: Backend;
  readonly #services = systemServices();
  readonly #machine = thisMachine();
  #copy: Promise<Table> | undefined;

  /** `real` is read, never changed. */
  constructor(real: Backend) {
    this.#real = real;
  }

  async entries(): Promise<readonly ListedEntry[]> {
    return this.#copy ? stoppedEntries((await this.#copy).entries()) : await this.#real.entries();
  }

  async change(change: Change, run?: ChangeRun): Promise<ChangeResult> {
    const table = await this.#table();
    if (run?.failed) return { kind: 'skipped' };
    const { result, put } = applyChange(table, change, this.#services);
    if (result.kind !== 'done') {
      if (run) run.failed = true;
      return result;
    }
    return { kind: 'done', notices: this.#notices(put) };
  }

  async transaction(transaction: Transaction): Promise<TransactionResult> {
    const plan = planTransaction(await this.#table(), transaction, this.#services);
    if (!plan.ok) return { kind: 'conflict', conflicts: plan.conflicts };
    this.#copy = Promise.resolve(plan.table);
    return { kind: 'done', notices: this.#notices(plan.put) };
  }

  #table(): Promise<Table> {
    this.#copy ??= this.#real.entries().then((entries) => new Table(entries.map(plainEntry)));
    return this.#copy;
  }

  #notices(put: readonly Entry[]): string[] {
    return put.flatMap((entry) =>
      notices(entry, holdStatus(entry, this.#services, this.#machine) ?? { state: 'listening' }),
    );
  }

  flush(): void {}

  status(): Promise<RelayStatus> {
    return this.#real.status();
  }

  connections(): Promise<readonly ConnectionInfo[]> {
    return this.#real.connections();
  }

  /** Tells of what really is, as `connections` does. */
  feed(options: FeedOptions): AsyncIterable<FeedMessage> {
    return this.#real.feed(options);
  }

  /** Ends nothing; tells how many it would end. */
  async kill(filter: ConnectionFilter): Promise<number> {
    const all = await this.#real.connections();
    return all.filter((one) => meetsFilter(one, filter)).length;
  }

  /** Changes nothing; tells what is served now. */
  async setMetrics(): Promise<MetricsResult> {
    return { kind: 'done', metrics: (await this.#real.status()).metrics };
  }

  /** Starts nothing. */
  start(): Promise<RelayStatus> {
    return this.#real.status();
  }

  /** Stops nothing; tells whether there was something to stop. */
  async stop(): Promise<boolean> {
    return (await this.#real.status()).running;
  }

  close(): Promise<void> {
    return this.#real.close();
  }
}
