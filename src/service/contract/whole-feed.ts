import { entryKey } from '../../portproxy/key.ts';
import type { ConnectionInfo } from '../../relay/relay.ts';
import type { ListedEntry } from './status.ts';
import { COUNTED_NUMBERS, MOVED_NUMBERS, withCounted, withMoved } from './feed-numbers.ts';
import type { FeedMessage } from './feed.ts';

type Difference = Extract<FeedMessage, { kind: 'difference' }>;

/** A message that tells everything of each entry and connection that it speaks of. */
export type WholeMessage = Exclude<FeedMessage, Difference> | Omit<Difference, 'counted' | 'moved'>;

/** What the messages of a feed have told so far, for those who want to hear of whole entries and connections. */
export class WholeFeed {
  /** By key, in the order of the table. */
  readonly entries = new Map<string, ListedEntry>();
  /** By id. */
  readonly connections = new Map<number, ConnectionInfo>();

  /** Takes the next message; gives what it tells. */
  take(message: FeedMessage): WholeMessage {
    if (message.kind === 'lost') return message;
    if (message.kind === 'snapshot') {
      this.entries.clear();
      this.connections.clear();
      this.#keep(message);
      return message;
    }
    const { counted: _counted, moved: _moved, ...rest } = message;
    for (const key of message.removed) this.entries.delete(key);
    const entries = [...message.entries, ...this.#counted(message)];
    const connections = [...message.connections, ...this.#moved(message)];
    this.#keep({ entries, connections });
    for (const id of message.ended) this.connections.delete(id);
    return { ...rest, entries, connections };
  }

  #keep({ entries, connections }: Pick<Difference, 'entries' | 'connections'>): void {
    for (const entry of entries) this.entries.set(entryKey(entry), entry);
    for (const info of connections) this.connections.set(info.id, info);
  }

  *#counted({ counted: { keys, numbers } }: Difference): Generator<ListedEntry> {
    for (const [index, key] of keys.entries()) {
      const entry = this.entries.get(key);
      if (!entry?.counters) continue;
      yield { ...entry, counters: withCounted(entry.counters, numbers, index * COUNTED_NUMBERS) };
    }
  }

  *#moved({ at: time, moved }: Difference): Generator<ConnectionInfo> {
    for (let at = 0; at < moved.length; at += MOVED_NUMBERS) {
      const info = this.connections.get(moved[at] ?? 0);
      if (info) yield withMoved(info, moved, { at, time });
    }
  }
}

/** A feed that tells everything of each entry and connection that it speaks of. */
export async function* wholeFeed(messages: AsyncIterable<FeedMessage>): AsyncGenerator<WholeMessage> {
  const whole = new WholeFeed();
  for await (const message of messages) yield whole.take(message);
}
