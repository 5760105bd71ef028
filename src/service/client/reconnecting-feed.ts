import { messageOf } from '../../errors/unknown.ts';
import type { FeedMessage } from '../contract/feed.ts';
import { pauseOrAbort } from '../../async/pause.ts';

/** A feed that can be opened again and again. */
export interface FeedConnection {
  /** Opens it; throws an error whose message is a sentence for people. */
  readonly open: () => AsyncIterable<FeedMessage>;
  /** Why there are no more messages, where it ends without an error. */
  readonly endReason: string;
  /** The first and the longest pause before it is opened again, ms; each is twice the one before. */
  readonly pausesMs: readonly [first: number, longest: number];
}

/** A feed that goes on until the signal ends it: each new reason for which it is lost is told once, and it is opened again. */
export async function* reconnectingFeed(
  { open, endReason, pausesMs: [first, longest] }: FeedConnection,
  signal: AbortSignal,
): AsyncGenerator<FeedMessage> {
  let told: string | undefined;
  let pauseMs = first;
  while (!signal.aborted) {
    let reason = endReason;
    try {
      for await (const message of open()) {
        told = undefined;
        pauseMs = first;
        yield message;
      }
    } catch (error) {
      reason = messageOf(error).replaceAll(/\s*\n\s*/g, ' ');
    }
    if (signal.aborted) return;
    if (reason !== told) yield { kind: 'lost', at: Date.now(), reason };
    told = reason;
    await pauseOrAbort(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, longest);
  }
}
