import { FEED_INTERVAL_MS } from '../contract/api.ts';
import type { FeedPublisher, FeedSubscriber } from './feed-publisher.ts';
import type { EncodedMessage } from './encoded-message.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';

/** The feed of the relay in this process. */
export async function* localFeed(
  publisher: FeedPublisher,
  options: FeedOptions,
): AsyncGenerator<FeedMessage> {
  const { signal, intervalMs = FEED_INTERVAL_MS.least } = options;
  if (signal.aborted) return;
  const latest = new LatestMessage(Math.max(intervalMs, FEED_INTERVAL_MS.least));
  const end = (): void => latest.end();
  const unsubscribe = publisher.subscribe(latest);
  signal.addEventListener('abort', end);
  try {
    for (let message = await latest.next(); message; message = await latest.next()) yield message;
  } finally {
    signal.removeEventListener('abort', end);
    unsubscribe();
  }
}

/** A subscriber that keeps one message until it is asked for. */
class LatestMessage implements FeedSubscriber {
  readonly intervalMs: number;
  #message: FeedMessage | undefined;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  get isReady(): boolean {
    return this.#message === undefined;
  }

  take({ message }: EncodedMessage): void {
    this.#message = message;
    this.#wake?.();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  /** Resolves with the next message; with undefined when there are no more. */
  async next(): Promise<FeedMessage | undefined> {
    while (!this.#message && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const message = this.#hasEnded ? undefined : this.#message;
    this.#message = undefined;
    return message;
  }
}
