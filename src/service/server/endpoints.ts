import { MAX_DRAIN_MS, MAX_TRANSACTION_BODY, PATHS } from '../contract/api.ts';
import type { RelayStatus } from '../contract/status.ts';
import { type Endpoints, OtherAnswer } from './control-server.ts';
import type { Core } from './core.ts';
import type { FeedPublisher } from './feed-publisher.ts';
import { feedInterval, feedResponse } from './feed-response.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { parseWish } from '../contract/parse-metrics.ts';
import { parseChanges, parseTransaction } from '../contract/parse-body.ts';
import { isRecord } from '../contract/parse-change.ts';
import { parseFilter } from '../contract/parse-filter.ts';
import { ApiFault } from './request-body.ts';

/** What the endpoints act on. */
export interface Controlled {
  readonly core: Core;
  readonly feed: FeedPublisher;
  readonly metrics: Metrics;
  status(): RelayStatus;
  /** Whether the service takes no more changes. */
  isStopping(): boolean;
  /** Ends the service after draining; a sentence that says why, where a client may not end it. */
  readonly stop: ((drainMs: number) => Promise<void>) | string;
}

/** The endpoints of the control API. Every input is checked by shape here, and by value where it is applied. */
export function controlEndpoints(service: Controlled): Endpoints {
  return {
    [PATHS.status]: { method: 'GET', answer: () => service.status() },
    [PATHS.entries]: {
      method: 'GET',
      answer: async (query) => ({ entries: await service.core.entries(query.get('counters') === '1') }),
    },
    [PATHS.connections]: {
      method: 'GET',
      answer: async () => ({ connections: await service.core.connections() }),
    },
    [PATHS.events]: {
      method: 'GET',
      answer: (query) => {
        const intervalMs = feedInterval(query);
        return new OtherAnswer('application/x-ndjson', (response) =>
          feedResponse(service.feed, intervalMs, response),
        );
      },
    },
    [PATHS.changes]: {
      method: 'POST',
      answer: async (body) => {
        const { changes, stopAtFirst } = parseChanges(body);
        if (service.isStopping()) throw new ApiFault('stopping', 'The relay service is ending.');
        return { results: await service.core.change(changes, stopAtFirst) };
      },
    },
    [PATHS.transaction]: {
      method: 'POST',
      maxBody: MAX_TRANSACTION_BODY,
      answer: async (body) => {
        const transaction = parseTransaction(body);
        if (service.isStopping()) throw new ApiFault('stopping', 'The relay service is ending.');
        return await service.core.transaction(transaction);
      },
    },
    [PATHS.kill]: {
      method: 'POST',
      answer: async (body) => {
        const filter = parseFilter(body);
        if (!filter) throw new ApiFault('invalid', 'The body names no connection, entry or client to end.');
        return { killed: await service.core.kill(filter) };
      },
    },
    [PATHS.metrics]: {
      method: 'GET',
      answer: async () => {
        const { type, text } = await service.metrics.answer();
        return new OtherAnswer(type, (response) => void response.end(text));
      },
    },
    [PATHS.setMetrics]: {
      method: 'POST',
      answer: async (body) => {
        const wish = parseWish(body);
        if (!wish) throw new ApiFault('invalid', BAD_WISH);
        if (service.isStopping()) throw new ApiFault('stopping', 'The relay service is ending.');
        return await service.metrics.change(wish);
      },
    },
    [PATHS.stop]: {
      method: 'POST',
      answer: async (body) => {
        const drainMs = parseDrain(body);
        if (typeof service.stop === 'string') throw new ApiFault('held', service.stop);
        await service.stop(drainMs);
        return { stopped: true };
      },
    },
  };
}

const BAD_WISH = 'Metrics are enabled on a loopback address and a port from 1 to 65535, or disabled.';

function parseDrain(body: unknown): number {
  const drainMs = isRecord(body) ? (body['drainMs'] ?? 0) : 0;
  if (typeof drainMs !== 'number' || !Number.isInteger(drainMs) || drainMs < 0 || drainMs > MAX_DRAIN_MS) {
    throw new ApiFault('invalid', `drainMs is a whole number from 0 to ${MAX_DRAIN_MS}.`);
  }
  return drainMs;
}
