import type { HomePaths } from '../../store/home.ts';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import { CALLS } from '../contract/calls.ts';
import { controlAddress } from '../contract/control-address.ts';
import { feedLines } from './feed-lines.ts';
import { parseMessage } from '../contract/feed-message.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import { STOPPED_REASON } from '../contract/status.ts';
import { pauseOrAbort } from '../../async/pause.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * The feed of the service of a home directory, over its control socket. Where there is none, or it ends, that is told,
 * and tried again with growing pauses.
 */
export async function* serviceFeed(
  paths: HomePaths,
  { signal, intervalMs = FEED_INTERVAL_MS.least }: FeedOptions,
): AsyncGenerator<FeedMessage> {
  const path = `${CALLS.events.path}?interval=${Math.max(intervalMs, FEED_INTERVAL_MS.least)}`;
  let told: string | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    let reason = STOPPED_REASON;
    try {
      const address = controlAddress(paths);
      if (address !== undefined) {
        for await (const line of feedLines(address, path, signal)) {
          const message = parseMessage(line);
          told = undefined;
          pauseMs = FIRST_PAUSE_MS;
          yield message;
        }
      }
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
    if (signal.aborted) return;
    if (reason !== told) yield { kind: 'lost', at: Date.now(), reason };
    told = reason;
    await pauseOrAbort(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}
