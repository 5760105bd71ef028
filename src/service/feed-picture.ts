import { type Entry, entryKey } from '../portproxy/entry.ts';
import type { EntryState, EntryStatus } from '../portproxy/state.ts';
import type { RelaySample } from '../relay/relay.ts';
import type { RelayStatus } from './backend.ts';
import type { FeedNews } from './feed-news.ts';
import { FeedParcel } from './feed-parcel.ts';
import { ConnectionRow, EntryRow } from './feed-rows.ts';

/** Gives the status of an entry by its key. */
type StatusOf = (key: string) => EntryStatus;

/** What all readers of the feed are told from: the table, the counters and the connections as of the last sample. */
export class FeedPicture {
  /** How many entries are in each state. */
  readonly states: Record<EntryState, number> = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
  /** In the order of the table. */
  readonly #rows = new Map<string, EntryRow>();
  readonly #connections = new Map<number, ConnectionRow>();
  #lastPlace = 0;

  /** How many entries and connections there are. */
  get size(): number {
    return this.#rows.size + this.#connections.size;
  }

  /** Takes the table as it is now. An entry that is no longer where it was counts as removed and added again. */
  takeTable(table: readonly Entry[], statusOf: StatusOf, news: FeedNews): void {
    const keys = new Set(table.map(entryKey));
    for (const key of this.#rows.keys()) if (!keys.has(key)) this.#remove(key, news);
    let place = 0;
    for (const entry of table) {
      const key = entryKey(entry);
      const before = this.#rows.get(key);
      const isInPlace = before !== undefined && before.place > place;
      if (before !== undefined && !isInPlace) this.#remove(key, news);
      place = isInPlace ? before.place : ++this.#lastPlace;
      if (isInPlace && before.entry === entry) continue;
      this.#put(key, new EntryRow(place, entry, statusOf(key), before?.counters));
      news.entries.add(key);
    }
  }

  /** Takes what the relay tells. */
  takeSample({ full, entries, connections, ended }: RelaySample, news: FeedNews): void {
    if (full) {
      this.#connections.clear();
      news.everything = true;
    }
    for (const { id: key, status, counters } of entries) {
      const row = this.#rows.get(key);
      if (!row) continue;
      const isSame = status.state === row.status.state && status.reason === row.status.reason;
      this.#put(key, isSame ? row.counted(counters) : new EntryRow(row.place, row.entry, status, counters));
      news.entries.add(key);
    }
    for (const info of connections) {
      this.#connections.set(info.id, new ConnectionRow(info, this.#connections.get(info.id)));
      news.connections.add(info.id);
    }
    for (const id of ended) if (this.#connections.delete(id)) news.end(id);
  }

  /** Takes the status of every entry, for when the relay tells nothing. */
  takeStatuses(statusOf: StatusOf, news: FeedNews): void {
    for (const [key, { place, entry, status: before, counters }] of this.#rows) {
      const status = statusOf(key);
      if (status.state === before.state && status.reason === before.reason) continue;
      this.#put(key, new EntryRow(place, entry, status, counters));
      news.entries.add(key);
    }
  }

  /** The message that tells this news. */
  parcel(news: FeedNews, at: number, status: RelayStatus): FeedParcel {
    const { everything } = news;
    const entries = everything ? [...this.#rows.values()] : found(news.entries, this.#rows);
    return new FeedParcel({
      kind: everything ? 'snapshot' : 'difference',
      at,
      status,
      entries: entries.toSorted((one, other) => one.place - other.place),
      removed: [...news.removed],
      connections: everything ? [...this.#connections.values()] : found(news.connections, this.#connections),
      ended: [...news.ended],
    });
  }

  #put(key: string, row: EntryRow): void {
    const before = this.#rows.get(key);
    if (before) this.states[before.status.state] -= 1;
    this.states[row.status.state] += 1;
    this.#rows.set(key, row);
  }

  #remove(key: string, news: FeedNews): void {
    const row = this.#rows.get(key);
    if (!row) return;
    this.states[row.status.state] -= 1;
    this.#rows.delete(key);
    news.remove(key);
  }
}

function found<Key, Value>(keys: ReadonlySet<Key>, values: ReadonlyMap<Key, Value>): Value[] {
  const list: Value[] = [];
  for (const key of keys) {
    const value = values.get(key);
    if (value !== undefined) list.push(value);
  }
  return list;
}
