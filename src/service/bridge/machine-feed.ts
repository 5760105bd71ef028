import { FEED_INTERVAL_MS } from '../contract/api.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import { pauseOrAbort } from '../../async/pause.ts';
import type { RemoteMachine } from './remote-machine.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 15_000;
/** The far end says something every five seconds at least; ms. */
const SILENCE_MS = 15_000;
const OPEN_MS = 30_000;

/**
 * The feed of another machine. Where there is no way to it, or that ends, this is told, and tried again with growing
 * pauses.
 */
export async function* machineFeed(
  connection: RemoteMachine,
  on: number,
  { signal, intervalMs = FEED_INTERVAL_MS.least }: FeedOptions,
): AsyncGenerator<FeedMessage> {
  let told: string | undefined;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    let reason = `The netsh on ${connection.machine.name} has ended its feed.`;
    try {
      for await (const message of messages(connection, on, { signal, intervalMs })) {
        told = undefined;
        pauseMs = FIRST_PAUSE_MS;
        yield message;
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

/** The messages of one link. */
async function* messages(
  connection: RemoteMachine,
  on: number,
  { signal, intervalMs }: Required<FeedOptions>,
): AsyncGenerator<FeedMessage> {
  const link = await connection.connect('silent');
  const feed = await link.call('feed', { on, args: { intervalMs }, timeoutMs: OPEN_MS });
  const aborted = Promise.withResolvers<null>();
  const abort = (): void => aborted.resolve(null);
  signal.addEventListener('abort', abort);
  try {
    while (!signal.aborted) {
      const next = link.call('next', { on, args: { feed }, timeoutMs: SILENCE_MS });
      next.catch(() => {});
      const message = await Promise.race([next, aborted.promise]);
      if (message === null) return;
      if (message.kind !== 'quiet') yield message;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    if (link.isOpen) link.call('endFeed', { on, args: { feed }, timeoutMs: OPEN_MS }).catch(() => {});
  }
}
