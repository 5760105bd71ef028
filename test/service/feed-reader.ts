import type { ConnectionInfo } from '../../src/relay/relay.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';
import type { Feed, FeedMessage } from '../../src/service/contract/feed.ts';
import { WholeFeed } from '../../src/service/contract/whole-feed.ts';
import { until } from './sandbox.ts';

/** Reads a feed and keeps what its messages tell. */
export class FeedReader {
  readonly messages: FeedMessage[] = [];
  readonly #whole = new WholeFeed();
  readonly #abort = new AbortController();
  readonly #done: Promise<void>;

  constructor(feed: Feed, intervalMs?: number) {
    this.#done = this.#read(feed({ signal: this.#abort.signal, ...(intervalMs && { intervalMs }) }));
  }

  /** Kinds of the messages so far, without repetitions. */
  get kinds(): string[] {
    return this.messages.map(({ kind }) => kind).filter((kind, index, all) => kind !== all[index - 1]);
  }

  /** Ports of the entries in their order, with their states. */
  get states(): string[] {
    return [...this.entries.values()].map(({ listenPort, state }) => `${listenPort} ${state}`);
  }

  get entries(): ReadonlyMap<string, ListedEntry> {
    return this.#whole.entries;
  }

  get connections(): ReadonlyMap<number, ConnectionInfo> {
    return this.#whole.connections;
  }

  take(message: FeedMessage): void {
    this.messages.push(message);
    this.#whole.take(message);
  }

  /** Waits until this is so. */
  async sees(condition: (reader: this) => boolean): Promise<void> {
    await until(() => condition(this));
  }

  async end(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #read(messages: AsyncIterable<FeedMessage>): Promise<void> {
    for await (const message of messages) this.take(message);
  }
}
