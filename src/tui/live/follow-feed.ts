import { messageOf } from '../../errors/unknown.ts';
import type { Feed, FeedMessage } from '../../service/contract/feed.ts';

/** A feed to follow. */
export interface Following {
  readonly feed: Feed;
  /** Shortest time between two differences, ms. */
  readonly intervalMs: number;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** Passes the messages of a feed on until the signal ends it. A feed that ends or fails is told as lost. Never rejects. */
export async function followFeed(
  { feed, intervalMs, signal }: Following,
  take: (message: FeedMessage) => void,
): Promise<void> {
  let reason = 'The feed has ended.';
  try {
    for await (const message of feed({ intervalMs, signal })) take(message);
  } catch (error) {
    reason = messageOf(error);
  }
  if (!signal.aborted) take({ kind: 'lost', at: Date.now(), reason });
}
