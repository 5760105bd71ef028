import type { Change } from '../../portproxy/table.ts';
import type { ConnectionFilter, ConnectionInfo } from '../../relay/relay.ts';
import type { HomePaths } from '../../store/home.ts';
import { MAX_DRAIN_MS, PATHS } from '../contract/api.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import { ServiceError } from '../contract/service-error.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import type { ChangeResult, Transaction, TransactionResult } from '../../portproxy/changes/results.ts';
import { ChangeQueue } from './change-queue.ts';
import { ControlClient } from './control-client.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { Launcher } from './launch.ts';
import type { MetricsResult, MetricsWish } from '../contract/metrics-setting.ts';
import { storedEntries, stoppedEntries, stoppedStatus } from './stored-entries.ts';

/** Where the service is, how to start it, and who hears of it. */
export interface ServiceBackendOptions {
  readonly paths: HomePaths;
  readonly launcher: Launcher;
  readonly onNotice: (text: string) => void;
}

/** A service that dies or leaves while it is asked is started again; one that does so at every try is a fault. */
const TRIES = 5;

/** The backend behind which the service stands, or the table file alone while none runs. */
export class ServiceBackend implements Backend {
  readonly #options: ServiceBackendOptions;
  readonly #control: ControlClient;
  readonly #queue = new ChangeQueue((changes, stopAtFirst) => this.#send(changes, stopAtFirst));
  #starting: Promise<void> | undefined;

  constructor(options: ServiceBackendOptions) {
    this.#options = options;
    this.#control = new ControlClient(options.paths);
  }

  async entries(options: { readonly counters?: boolean } = {}): Promise<readonly ListedEntry[]> {
    const path = options.counters ? `${PATHS.entries}?counters=1` : PATHS.entries;
    const answer = await this.#control.get<{ entries: readonly ListedEntry[] }>(path);
    return answer?.entries ?? stoppedEntries(this.#stored());
  }

  change(change: Change, run?: ChangeRun): Promise<ChangeResult> {
    return this.#queue.add(change, run);
  }

  async transaction(transaction: Transaction): Promise<TransactionResult> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await this.#control.post<TransactionResult>(
        PATHS.transaction,
        transaction,
        CHANGE_TIMEOUT_MS,
      );
      if (answer === 'absent') await this.#start();
      else if (answer !== 'lost') return answer;
    }
    throw unreachable();
  }

  flush(): void {
    this.#queue.flush();
  }

  async status(): Promise<RelayStatus> {
    const status = await this.#control.get<RelayStatus>(PATHS.status);
    return status ?? stoppedStatus(this.#options.paths.home, this.#stored().length);
  }

  async connections(): Promise<readonly ConnectionInfo[]> {
    const answer = await this.#control.get<{ connections: readonly ConnectionInfo[] }>(PATHS.connections);
    return answer?.connections ?? [];
  }

  async *feed(options: FeedOptions): AsyncGenerator<FeedMessage> {
    const { serviceFeed } = await import('./service-feed.ts');
    yield* serviceFeed(this.#options.paths, options);
  }

  async kill(filter: ConnectionFilter): Promise<number> {
    const answer = await this.#control.post<{ killed: number }>(PATHS.kill, filter, KILL_TIMEOUT_MS);
    if (answer === 'lost') throw unreachable();
    return answer === 'absent' ? 0 : answer.killed;
  }

  async setMetrics(wish: MetricsWish): Promise<MetricsResult> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await this.#control.post<MetricsResult>(PATHS.setMetrics, wish, METRICS_TIMEOUT_MS);
      if (answer === 'absent') await this.#start();
      else if (answer !== 'lost') return answer;
    }
    throw unreachable();
  }

  async start(): Promise<RelayStatus> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const status = await this.#control.get<RelayStatus>(PATHS.status);
      if (status) return status;
      await this.#start();
    }
    throw unreachable();
  }

  async stop(drainMs: number): Promise<boolean> {
    const body = { drainMs: Math.min(drainMs, MAX_DRAIN_MS) };
    let lost = false;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await this.#control.post(PATHS.stop, body, body.drainMs + STOP_MARGIN_MS);
      if (answer === 'absent') return lost;
      if (answer !== 'lost') return true;
      lost = true;
    }
    throw unreachable();
  }

  async close(): Promise<void> {
    this.#control.close();
  }

  async #send(changes: readonly Change[], stopAtFirst: boolean): Promise<readonly ChangeResult[]> {
    let lost = false;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await this.#control.post<{ results: readonly ChangeResult[] }>(
        PATHS.changes,
        { changes, stopAtFirst },
        CHANGE_TIMEOUT_MS,
      );
      if (answer === 'absent') await this.#start();
      else if (answer === 'lost') lost = true;
      else return lost ? answer.results.map(doneBefore) : answer.results;
    }
    throw unreachable();
  }

  #start(): Promise<void> {
    this.#starting ??= this.#launch().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #launch(): Promise<void> {
    const { launchService } = await import('./launch.ts');
    const { paths, launcher, onNotice } = this.#options;
    const { started, pid, notices } = await launchService(launcher, paths);
    if (started) onNotice(`The relay service was started in the background (process ${pid}).`);
    for (const text of notices) onNotice(text);
  }

  #stored() {
    return storedEntries(this.#options.paths, this.#options.onNotice);
  }
}

/** A batch of changes may wait for the listeners of many entries. */
const CHANGE_TIMEOUT_MS = 120_000;
const KILL_TIMEOUT_MS = 30_000;
const METRICS_TIMEOUT_MS = 30_000;
const STOP_MARGIN_MS = 10_000;

/**
 * A batch is written whole or not at all, and doing it twice leaves the same table; only an entry that the first,
 * unanswered try has deleted is then found absent.
 */
function doneBefore(result: ChangeResult): ChangeResult {
  return result.kind === 'absent' ? { kind: 'done', notices: [] } : result;
}

function unreachable(): ServiceError {
  return new ServiceError(
    'unreachable',
    'The relay service ends each time it is asked; its log may say why.',
  );
}
