import type { ServerResponse } from 'node:http';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import type { FeedHub } from './feed-hub.ts';
import { ApiFault } from '../contract/service-error.ts';

/** The interval that a query asks for, in ms; throws an `ApiFault`. */
export function feedInterval(query: URLSearchParams): number {
  const { least, most } = FEED_INTERVAL_MS;
  const text = query.get('interval') ?? String(least);
  const interval = Number(text);
  if (!/^\d+$/.test(text) || interval < least || interval > most) {
    throw new ApiFault('invalid', `interval is a whole number of ms from ${least} to ${most}.`);
  }
  return interval;
}

/**
 * Feeds a client, one message a line, until it goes. One that does not read gets no further message before the last
 * one has gone to the system.
 */
export function feedResponse(hub: FeedHub, intervalMs: number, response: ServerResponse): void {
  const unsubscribe = hub.subscribe({
    intervalMs,
    get isReady() {
      return !response.writableNeedDrain;
    },
    take: ({ line }) => void response.write(line),
    end: () => void response.end(),
  });
  response.on('close', unsubscribe);
}
