import type { FeedMessage } from '../contract/feed.ts';

/** A message of the feed, encoded once for all who read it as text. */
export class EncodedMessage {
  readonly message: FeedMessage;
  #line: Buffer | undefined;

  constructor(message: FeedMessage) {
    this.message = message;
  }

  /** The message as a line of JSON. */
  get line(): Buffer {
    this.#line ??= Buffer.from(`${JSON.stringify(this.message)}\n`);
    return this.#line;
  }
}
