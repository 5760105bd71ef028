import type { FeedMessage } from '../contract/feed.ts';

/** A message of the feed, written once however many readers get it, and only for those who read it as text. */
export class FeedParcel {
  readonly message: FeedMessage;
  #line: Buffer | undefined;

  constructor(message: FeedMessage) {
    this.message = message;
  }

  /** The message as one line of JSON. */
  get line(): Buffer {
    this.#line ??= Buffer.from(`${JSON.stringify(this.message)}\n`);
    return this.#line;
  }
}
