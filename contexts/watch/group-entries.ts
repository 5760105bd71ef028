import { inGroup } from '../../src/portproxy/groups.ts';
import { entryKey } from '../../src/portproxy/key.ts';
import type { FeedMessage } from '../../src/service/contract/feed.ts';
import type { ListedEntry } from '../../src/service/contract/status.ts';
import type { Host } from '../host.ts';

/** The entries of a group, by the keys that connections have; an entry that is deleted keeps its connections. */
export class GroupEntries {
  readonly #isMember: (entry: ListedEntry) => boolean;
  readonly #keys = new Set<string>();

  constructor(group: string) {
    this.#isMember = inGroup(group);
  }

  /** Whether an entry is or was of the group. */
  has(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Notes which of these entries are of the group. */
  take(entries: readonly ListedEntry[]): void {
    for (const entry of entries) {
      if (this.#isMember(entry)) this.#keys.add(entryKey(entry));
      else this.#keys.delete(entryKey(entry));
    }
  }

  /** Returns a host whose feed is followed for entries that come into the group or leave it. */
  followedBy(host: Host): Host {
    const { backend } = host;
    // Each message is noted before anyone else reads of its connections.
    const feed = (options: Parameters<typeof backend.feed>[0]) => this.#noted(backend.feed(options));
    return { ...host, backend: { ...backend, feed } };
  }

  async *#noted(messages: AsyncIterable<FeedMessage>): AsyncGenerator<FeedMessage> {
    for await (const message of messages) {
      if (message.kind !== 'lost') this.take(message.entries);
      yield message;
    }
  }
}
