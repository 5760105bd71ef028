import { entryKey } from '../../portproxy/entry.ts';
import type { ConnectionInfo } from '../../relay/relay.ts';
import { CONNECTION_ROWS, ENTRY_ROWS } from '../../relay/rows.ts';
import type { Difference, FeedMessage } from './feed.ts';
import { withCounted, withMoved } from './feed-rows.ts';
import type { ListedEntry } from './status.ts';

/** A message in which each entry and connection is whole. */
export type WholeMessage = Exclude<FeedMessage, Difference> | WholeDifference;

/** A difference in which each entry and connection is whole. */
export type WholeDifference = Omit<Difference, 'counted' | 'moved'>;

/** Entries and connections as the messages before have told them. */
export interface Known {
  entry(key: string): ListedEntry | undefined;
  connection(id: number): ConnectionInfo | undefined;
}

/** Returns a difference in which rows of numbers are whole entries and connections; unknown ones are left out. */
export function wholeDifference(difference: Difference, known: Known): WholeDifference {
  const { kind, at, status, removed, counted, moved, ended } = difference;
  const entries = [...difference.entries];
  for (const [index, key] of counted.keys.entries()) {
    const entry = known.entry(key);
    if (!entry?.counters) continue;
    const counters = withCounted(entry.counters, counted, { index, codec: ENTRY_ROWS });
    entries.push({ ...entry, counters });
  }
  const connections = [...difference.connections];
  for (let place = 0; place < moved.length; place += CONNECTION_ROWS.size) {
    const info = known.connection(moved[place] ?? 0);
    if (info) connections.push(withMoved(info, moved, { from: place + 1, at }));
  }
  return { kind, at, status, removed, entries, connections, ended };
}

/** The entries and connections that the messages of a feed have told so far. */
export class WholeFeed {
  /** By key, in the order of the table. */
  readonly entries = new Map<string, ListedEntry>();
  /** By id. */
  readonly connections = new Map<number, ConnectionInfo>();
  readonly #known: Known = {
    entry: (key) => this.entries.get(key),
    connection: (id) => this.connections.get(id),
  };

  /** Takes the next message; returns it whole. */
  take(message: FeedMessage): WholeMessage {
    if (message.kind === 'lost') return message;
    if (message.kind === 'snapshot') {
      this.entries.clear();
      this.connections.clear();
    }
    const whole = message.kind === 'snapshot' ? message : wholeDifference(message, this.#known);
    if (whole.kind === 'difference') for (const key of whole.removed) this.entries.delete(key);
    for (const entry of whole.entries) this.entries.set(entryKey(entry), entry);
    for (const info of whole.connections) this.connections.set(info.id, info);
    if (whole.kind === 'difference') for (const id of whole.ended) this.connections.delete(id);
    return whole;
  }
}

/** A feed in which each entry and connection is whole. */
export async function* wholeFeed(messages: AsyncIterable<FeedMessage>): AsyncGenerator<WholeMessage> {
  const whole = new WholeFeed();
  for await (const message of messages) yield whole.take(message);
}
