import { ServiceError } from '../contract/service-error.ts';
import type { Feed, FeedMessage } from '../contract/feed.ts';
import { pauseOrAbort } from '../../async/pause.ts';

interface Open {
  readonly messages: AsyncIterator<FeedMessage>;
  readonly abort: AbortController;
  /** The next message, asked for but not yet there. */
  awaited: Promise<IteratorResult<FeedMessage>> | undefined;
}

/** After so long without news the reader is told that there is none, so that it knows the bridge to be alive; ms. */
const QUIET_MS = 5000;

/** What stands for a message where there is no news. */
const QUIET = { kind: 'quiet' } as const;

/** A message of a feed over the bridge: news, or none; null after the last one. */
export type FarMessage = FeedMessage | typeof QUIET | null;

/** Live feeds at the far end: each message is asked for, so that a slow reader misses differences, not their effect. */
export class FarFeeds {
  readonly #open = new Map<number, Open>();
  #last = 0;

  /** Opens a feed; gives its number. */
  open(feed: Feed, intervalMs: number): number {
    const abort = new AbortController();
    const messages = feed({ intervalMs, signal: abort.signal })[Symbol.asyncIterator]();
    this.#last += 1;
    this.#open.set(this.#last, { messages, abort, awaited: undefined });
    return this.#last;
  }

  /** The next message of a feed; after a while without one, that there is none. */
  async next(number: number): Promise<FarMessage> {
    const open = this.#open.get(number);
    if (!open) throw new ServiceError('protocol', `There is no feed ${number}.`);
    open.awaited ??= open.messages.next();
    const found = await Promise.race([open.awaited, pauseOrAbort(QUIET_MS, open.abort.signal)]);
    if (!found) return open.abort.signal.aborted ? null : QUIET;
    open.awaited = undefined;
    return found.done ? null : found.value;
  }

  /** Ends a feed. */
  end(number: number): void {
    this.#open.get(number)?.abort.abort();
    this.#open.delete(number);
  }

  /** Ends every feed. */
  close(): void {
    for (const number of this.#open.keys()) this.end(number);
  }
}
