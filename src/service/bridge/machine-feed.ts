import { reconnectingFeed } from '../client/reconnecting-feed.ts';
import { FEED_INTERVAL_MS } from '../contract/api.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import type { Link } from './link.ts';

/** The far end says something every five seconds at least; ms. */
const SILENCE_MS = 15_000;
const OPEN_MS = 30_000;

/** The way to another machine. */
interface MachineConnection {
  readonly machine: { readonly name: string };
  connect(how: 'silent'): Promise<Link>;
}

/** The feed of another machine. */
export function machineFeed(
  connection: MachineConnection,
  on: number,
  { signal, intervalMs = FEED_INTERVAL_MS.least }: FeedOptions,
): AsyncIterable<FeedMessage> {
  const open = (): AsyncIterable<FeedMessage> => messages(connection, on, { signal, intervalMs });
  const endReason = `The netsh on ${connection.machine.name} has ended its feed.`;
  return reconnectingFeed({ open, endReason, pausesMs: [200, 15_000] }, signal);
}

/** The messages of one link. */
async function* messages(
  connection: MachineConnection,
  on: number,
  { signal, intervalMs }: Required<Pick<FeedOptions, 'signal' | 'intervalMs'>>,
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
