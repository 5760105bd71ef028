import { FEED_INTERVAL_MS } from '../contract/api.ts';
import type { FeedHub, FeedReader } from './feed-hub.ts';
import type { FeedParcel } from './feed-parcel.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';

/** The feed of a relay in this process. */
export async function* localFeed(hub: FeedHub, options: FeedOptions): AsyncGenerator<FeedMessage> {
  const { signal, intervalMs = FEED_INTERVAL_MS.least } = options;
  if (signal.aborted) return;
  const box = new Mailbox(Math.max(intervalMs, FEED_INTERVAL_MS.least));
  const end = (): void => box.end();
  const unsubscribe = hub.subscribe(box);
  signal.addEventListener('abort', end);
  try {
    for (let parcel = await box.next(); parcel; parcel = await box.next()) yield parcel.message;
  } finally {
    signal.removeEventListener('abort', end);
    unsubscribe();
  }
}

/** A reader that keeps one message until it is asked for. */
class Mailbox implements FeedReader {
  readonly intervalMs: number;
  #parcel: FeedParcel | undefined;
  #hasEnded = false;
  #wake: (() => void) | undefined;

  constructor(intervalMs: number) {
    this.intervalMs = intervalMs;
  }

  get isReady(): boolean {
    return this.#parcel === undefined;
  }

  take(parcel: FeedParcel): void {
    this.#parcel = parcel;
    this.#wake?.();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake?.();
  }

  /** The next message; undefined when there are no more. */
  async next(): Promise<FeedParcel | undefined> {
    while (!this.#parcel && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const parcel = this.#hasEnded ? undefined : this.#parcel;
    this.#parcel = undefined;
    return parcel;
  }
}
