import type { ServerResponse } from 'node:http';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import { ApiFault } from '../contract/service-error.ts';
import type { FeedPublisher } from './feed-publisher.ts';

/** Returns the interval that a query asks for, ms. Throws an `ApiFault`. */
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
 * Sends the feed, one message a line, until the client goes. A slow client gets the next one when the one before has
 * gone to the system.
 */
export function feedResponse(publisher: FeedPublisher, intervalMs: number, response: ServerResponse): void {
  const unsubscribe = publisher.subscribe({
    intervalMs,
    get isReady() {
      return !response.writableNeedDrain;
    },
    take: ({ line }) => void response.write(line),
    end: () => void response.end(),
  });
  response.on('close', unsubscribe);
}
