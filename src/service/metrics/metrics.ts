import type { Server } from 'node:http';
import { TaskQueue } from '../../async/task-queue.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import { storeRefusal } from '../contract/refusal.ts';
import { type MetricsAnswer, listenProblem, openMetricsServer } from './metrics-server.ts';
import { SeriesLimiter } from './series-limiter.ts';
import {
  METRICS_DEFAULT,
  type MetricsResult,
  type MetricsSetting,
  type MetricsStatus,
  type MetricsRequest,
} from '../contract/metrics-setting.ts';

/** The sources of the metrics, and where their setting is kept. */
export interface MetricsParts {
  readonly entries: () => Promise<readonly ListedEntry[]>;
  readonly status: () => RelayStatus;
  /** When the service started, ms since the epoch. */
  readonly startedAt: () => number;
  /** The setting on disk; undefined where metrics are not served over TCP. */
  readonly setting: MetricsSetting | undefined;
  /** Writes the setting. Throws a `StoreError`. */
  readonly save: (setting: MetricsSetting | undefined) => void;
  readonly onNotice: (text: string) => void;
}

/** A port that is taken is tried again after this time, in ms. */
const RETRY_MS = 5_000;

/** The metrics of the relay: their text, and the TCP port that serves them where the user wants one. */
export class Metrics {
  readonly #parts: MetricsParts;
  readonly #limiter = new SeriesLimiter();
  readonly #queue = new TaskQueue();
  #setting: MetricsSetting | undefined;
  #server: Server | undefined;
  #reason: string | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    this.#setting = parts.setting;
  }

  /** The state of the TCP port; undefined where there is none. */
  get status(): MetricsStatus | undefined {
    if (!this.#setting) return undefined;
    return this.#server
      ? { ...this.#setting, state: 'listening' }
      : { ...this.#setting, state: 'failed', reason: this.#reason ?? 'It was not tried yet.' };
  }

  /** Loads the library of their text now, not at the first call: an upgrade of netsh may replace its file meanwhile. */
  async load(): Promise<void> {
    await loadText();
  }

  /** Returns the metrics as they are now. */
  async answer(): Promise<MetricsAnswer> {
    const { METRICS_TYPE, metricsText } = await loadText();
    const series = this.#limiter.take(await this.#parts.entries());
    const text = await metricsText({
      ...series,
      status: this.#parts.status(),
      startedAt: this.#parts.startedAt(),
    });
    return { type: METRICS_TYPE, text };
  }

  /** Serves them over TCP where the setting says so. */
  start(): Promise<void> {
    return this.#queue.run(() => this.#open());
  }

  /** Serves them as requested from now on, or no longer. Never rejects. */
  change(request: MetricsRequest): Promise<MetricsResult> {
    return this.#queue.run(async () => {
      const before = this.#setting;
      const setting = request.state === 'enabled' ? completed(request, before) : undefined;
      try {
        this.#parts.save(setting);
      } catch (error) {
        return storeRefusal(error);
      }
      this.#setting = setting;
      const isSame = setting?.address === before?.address && setting?.port === before?.port;
      if (!isSame || !this.#server) {
        this.#shut();
        await this.#open();
      }
      return { kind: 'done', metrics: this.status };
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#shut();
  }

  async #open(): Promise<void> {
    const setting = this.#setting;
    if (!setting || this.#isClosed) return;
    try {
      const server = await openMetricsServer(setting, () => this.answer());
      server.on('error', (error) => this.#parts.onNotice(`Serving metrics has a fault: ${error.message}.`));
      if (this.#isClosed) server.close();
      else this.#server = server;
      this.#reason = undefined;
    } catch (error) {
      const reason = listenProblem(error, setting);
      if (reason !== this.#reason) this.#parts.onNotice(`Metrics are not served: ${reason}`);
      this.#reason = reason;
      this.#retry = setTimeout(() => void this.start(), RETRY_MS).unref();
    }
  }

  #shut(): void {
    clearTimeout(this.#retry);
    this.#server?.close();
    this.#server?.closeAllConnections();
    this.#server = undefined;
    this.#reason = undefined;
  }
}

const loadText = () => import('./text.ts');

/** Returns the setting that a request asks for; what it leaves out stays as it was. */
function completed(
  { address, port }: Extract<MetricsRequest, { state: 'enabled' }>,
  before: MetricsSetting = METRICS_DEFAULT,
): MetricsSetting {
  return { address: address ?? before.address, port: port ?? before.port };
}
