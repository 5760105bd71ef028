import { entryKey } from '../../portproxy/key.ts';
import type { ConnectionInfo } from '../../relay/relay.ts';
import { CONNECTION_ROWS, ENTRY_ROWS } from '../../relay/rows.ts';
import type { Difference, FeedMessage } from './feed.ts';
import { withCounted, withMoved } from './feed-rows.ts';
import type { ListedEntry } from './status.ts';

/** Keeps the entries and connections that a feed tells. */
export interface FeedTarget {
  entry(key: string): ListedEntry | undefined;
  /** Takes an entry that is new or changed. */
  setEntry(key: string, entry: ListedEntry): void;
  /** Takes a known entry of which only numbers changed. */
  countEntry(key: string, entry: ListedEntry): void;
  deleteEntry(key: string): void;
  connection(id: number): ConnectionInfo | undefined;
  /** Takes a connection that is new or changed. */
  setConnection(info: ConnectionInfo): void;
  /** Takes a known connection of which only numbers changed. */
  moveConnection(info: ConnectionInfo): void;
  deleteConnection(id: number): void;
}

/** Applies a difference: each entry and connection that it speaks of is handed over whole; unknown rows are left out. */
export function applyDifference(difference: Difference, target: FeedTarget): void {
  const { at, removed, entries, counted, connections, moved, ended } = difference;
  for (const key of removed) target.deleteEntry(key);
  for (const id of ended) target.deleteConnection(id);
  for (const entry of entries) target.setEntry(entryKey(entry), entry);
  let index = 0;
  for (const key of counted.keys) {
    const entry = target.entry(key);
    if (entry?.counters) {
      const counters = withCounted(entry.counters, counted, index, ENTRY_ROWS);
      target.countEntry(key, { ...entry, counters });
    }
    index++;
  }
  for (const info of connections) target.setConnection(info);
  for (let place = 0; place < moved.length; place += CONNECTION_ROWS.size) {
    const info = target.connection(moved[place] ?? 0);
    if (info) target.moveConnection(withMoved(info, moved, place + 1, at));
  }
}

/** A message in which each entry and connection is whole. */
export type WholeMessage = Exclude<FeedMessage, Difference> | Omit<Difference, 'counted' | 'moved'>;

/** The entries and connections that the messages of a feed have told so far. */
export class WholeFeed {
  /** By key, in the order of the table. */
  readonly entries = new Map<string, ListedEntry>();
  /** By id. */
  readonly connections = new Map<number, ConnectionInfo>();

  /** Takes the next message; returns it whole. */
  take(message: FeedMessage): WholeMessage {
    switch (message.kind) {
      case 'lost':
        return message;
      case 'snapshot':
        this.entries.clear();
        this.connections.clear();
        for (const entry of message.entries) this.entries.set(entryKey(entry), entry);
        for (const info of message.connections) this.connections.set(info.id, info);
        return message;
      case 'difference':
        return this.#apply(message);
    }
  }

  #apply(difference: Difference): WholeMessage {
    const entries: ListedEntry[] = [];
    const connections: ConnectionInfo[] = [];
    const setEntry = (key: string, entry: ListedEntry): void => {
      this.entries.set(key, entry);
      entries.push(entry);
    };
    const setConnection = (info: ConnectionInfo): void => {
      this.connections.set(info.id, info);
      connections.push(info);
    };
    applyDifference(difference, {
      entry: (key) => this.entries.get(key),
      setEntry,
      countEntry: setEntry,
      deleteEntry: (key) => this.entries.delete(key),
      connection: (id) => this.connections.get(id),
      setConnection,
      moveConnection: setConnection,
      deleteConnection: (id) => this.connections.delete(id),
    });
    const { kind, at, status, removed, ended, recent, missed } = difference;
    return { kind, at, status, removed, entries, connections, ended, recent, missed };
  }
}

/** A feed in which each entry and connection is whole. */
export async function* wholeFeed(messages: AsyncIterable<FeedMessage>): AsyncGenerator<WholeMessage> {
  const whole = new WholeFeed();
  for await (const message of messages) yield whole.take(message);
}
