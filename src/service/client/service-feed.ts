import type { HomePaths } from '../../store/home.ts';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import { CALLS } from '../contract/calls.ts';
import { controlAddress } from '../contract/control-address.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import { STOPPED_REASON } from '../contract/status.ts';
import { parseMessage } from '../contract/feed-message.ts';
import { feedLines } from './feed-lines.ts';
import { reconnectingFeed } from './reconnecting-feed.ts';

/** The feed of the service of a home directory, or of its fleet, over its control socket. */
export function serviceFeed(
  paths: HomePaths,
  { signal, intervalMs = FEED_INTERVAL_MS.least, of }: FeedOptions,
): AsyncIterable<FeedMessage> {
  const row = of === 'fleet' ? CALLS.fleetEvents : CALLS.events;
  const path = `${row.path}?interval=${Math.max(intervalMs, FEED_INTERVAL_MS.least)}`;
  async function* open(): AsyncGenerator<FeedMessage> {
    const address = controlAddress(paths);
    if (address === undefined) return;
    for await (const line of feedLines(address, path, signal)) yield parseMessage(line);
  }
  return reconnectingFeed({ open, endReason: STOPPED_REASON, pausesMs: [50, 1_000] }, signal);
}
