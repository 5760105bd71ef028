import { ServiceError } from '../contract/service-error.ts';
import type { Feed, FeedMessage } from '../contract/feed.ts';
import { pauseOrAbort } from '../../async/pause.ts';

interface Open {
  readonly messages: AsyncIterator<FeedMessage>;
  readonly abort: AbortController;
  /** The next message, asked for but not yet there. */
  awaited: Promise<IteratorResult<FeedMessage>> | undefined;
}

/** After so long without a message the reader gets `QUIET`, which shows that the bridge is alive; ms. */
const QUIET_MS = 5000;

/** No message came in time. */
const QUIET = { kind: 'quiet' } as const;

/** Answers the reader of a feed over the bridge; null after the last message. */
export type FarMessage = FeedMessage | typeof QUIET | null;

/** Live feeds at the far end. Each message is asked for, so a slow reader gets fewer, which tell all the same. */
export class FarFeeds {
  readonly #open = new Map<number, Open>();
  #last = 0;

  /** Opens a feed. Returns its number. */
  open(feed: Feed, intervalMs: number): number {
    const abort = new AbortController();
    const messages = feed({ intervalMs, signal: abort.signal })[Symbol.asyncIterator]();
    this.#last += 1;
    this.#open.set(this.#last, { messages, abort, awaited: undefined });
    return this.#last;
  }

  /** Resolves with the next message of a feed. Rejects with a `ServiceError` where there is no such feed. */
  async next(number: number): Promise<FarMessage> {
    const open = this.#open.get(number);
    if (!open) throw new ServiceError('protocol', `Feed ${number} does not exist.`);
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
