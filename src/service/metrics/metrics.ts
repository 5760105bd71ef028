import type { Server } from 'node:http';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import { storeRefusal } from '../contract/refusal.ts';
import { type MetricsAnswer, doorReason, openMetricsDoor } from './metrics-server.ts';
import { SeriesBook } from './series-limiter.ts';
import {
  METRICS_DEFAULT,
  type MetricsResult,
  type MetricsSetting,
  type MetricsStatus,
  type MetricsRequest,
} from '../contract/metrics-setting.ts';

/** What metrics are made from, and where their setting is kept. */
export interface MetricsParts {
  readonly entries: () => Promise<readonly ListedEntry[]>;
  readonly status: () => RelayStatus;
  /** As it was kept; undefined where metrics are not served over TCP. */
  readonly setting: MetricsSetting | undefined;
  /** Keeps it; throws a `StoreError`. */
  readonly save: (setting: MetricsSetting | undefined) => void;
  readonly onNotice: (text: string) => void;
}

/** A port that is taken is tried again so often; ms. */
const RETRY_MS = 5_000;

/** The metrics of the relay: their text, and the port on which they are served where the user wants that. */
export class Metrics {
  readonly #parts: MetricsParts;
  readonly #book = new SeriesBook();
  #setting: MetricsSetting | undefined;
  #server: Server | undefined;
  #reason: string | undefined;
  #retry: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: MetricsParts) {
    this.#parts = parts;
    this.#setting = parts.setting;
  }

  /** What serving them over TCP does; undefined where that is off. */
  get status(): MetricsStatus | undefined {
    if (!this.#setting) return undefined;
    return this.#server
      ? { ...this.#setting, state: 'listening' }
      : { ...this.#setting, state: 'failed', reason: this.#reason ?? 'It was not tried yet.' };
  }

  /** The metrics now. What makes their text is loaded when somebody asks. */
  async answer(): Promise<MetricsAnswer> {
    const { METRICS_TYPE, metricsText } = await import('./text.ts');
    const booked = this.#book.take(await this.#parts.entries());
    const text = await metricsText({ ...booked, status: this.#parts.status(), now: Date.now() });
    return { type: METRICS_TYPE, text };
  }

  /** Begins to serve them where they were served before. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#open());
  }

  /** Serves them as wished from now on, or no longer. Never rejects. */
  change(wish: MetricsRequest): Promise<MetricsResult> {
    return this.#inTurn(async () => {
      const before = this.#setting;
      const setting = wish.state === 'enabled' ? wished(wish, before) : undefined;
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
      const server = await openMetricsDoor(setting, () => this.answer());
      server.on('error', (error) => this.#parts.onNotice(`Serving metrics has a fault: ${error.message}.`));
      if (this.#isClosed) server.close();
      else this.#server = server;
      this.#reason = undefined;
    } catch (error) {
      const reason = doorReason(error, setting);
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

  /** One change after the other. */
  #inTurn<Result>(step: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(step);
    this.#last = done.catch(() => {});
    return done;
  }
}

/** What is left out stays as it was. */
function wished(
  { address, port }: Extract<MetricsRequest, { state: 'enabled' }>,
  before: MetricsSetting = METRICS_DEFAULT,
): MetricsSetting {
  return { address: address ?? before.address, port: port ?? before.port };
}
