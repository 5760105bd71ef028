import type { Entry } from '../../portproxy/entry.ts';
import { entryKey } from '../../portproxy/key.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import { COUNTED_ROW } from '../../relay/counted.ts';
import { MOVED_ROW } from '../../relay/moved.ts';
import type { RelaySample } from '../../relay/relay.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import type { FeedNews } from './feed-news.ts';
import { FeedParcel } from './feed-parcel.ts';
import { ConnectionRow, EntryRow } from './feed-rows.ts';
import type { FeedMessage } from '../contract/feed.ts';

/** Gives the status of an entry by its key. */
type StatusOf = (key: string) => EntryStatus;

/** What all readers of the feed are told from: the table, the counters and the connections as of the last sample. */
export class FeedPicture {
  /** How many entries are in each state. */
  readonly states: Record<EntryState, number> = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
  /** In the order of the table. */
  readonly #rows = new Map<string, EntryRow>();
  /** By the number that stands for each in samples. */
  readonly #numbered = new Map<number, EntryRow>();
  readonly #connections = new Map<number, ConnectionRow>();
  #lastPlace = 0;

  /** How many entries and connections there are. */
  get size(): number {
    return this.#rows.size + this.#connections.size;
  }

  /** Takes the table as it is now. An entry that is no longer where it was counts as removed and added again. */
  takeTable(table: readonly Entry[], statusOf: StatusOf, news: FeedNews): void {
    const keys = new Set(table.map(entryKey));
    for (const row of this.#rows.values()) {
      if (keys.has(row.key)) continue;
      this.#remove(row, news);
      this.#forgetNumber(row);
    }
    let place = 0;
    for (const entry of table) {
      const key = entryKey(entry);
      const row = this.#rows.get(key);
      if (row !== undefined && row.place > place) {
        place = row.place;
        if (row.entry === entry) continue;
        row.entry = entry;
        this.#turn(row, statusOf(key));
      } else {
        if (row !== undefined) this.#remove(row, news);
        place = ++this.#lastPlace;
        const facts = { place, entry, status: statusOf(key) };
        this.#add(row === undefined ? new EntryRow(key, facts) : Object.assign(row, facts));
      }
      news.change(key);
    }
  }

  /** Takes what the relay tells. */
  takeSample({ full, entries, counted, connections, moved, ended }: RelaySample, news: FeedNews): void {
    if (full) {
      this.#numbered.clear();
      this.#connections.clear();
      news.everything = true;
    }
    for (const report of entries) {
      const row = this.#rows.get(report.id);
      if (!row) continue;
      this.#forgetNumber(row);
      this.#numbered.set(report.number, row);
      this.#turn(row, report.status);
      row.take(report);
      news.change(row.key);
    }
    for (let at = 0; at < counted.length; at += COUNTED_ROW) {
      const row = this.#numbered.get(counted[at] ?? 0);
      if (!row) continue;
      row.count(counted, at);
      news.count(row.key);
    }
    for (const info of connections) {
      this.#connections.set(info.id, new ConnectionRow(info));
      news.begin(info.id);
    }
    for (let at = 0; at < moved.length; at += MOVED_ROW) {
      const id = moved[at] ?? 0;
      const row = this.#connections.get(id);
      if (!row) continue;
      row.move(moved, at);
      news.move(id);
    }
    for (const id of ended) if (this.#connections.delete(id)) news.end(id);
  }

  /** Takes the status of every entry, for when the relay tells nothing. */
  takeStatuses(statusOf: StatusOf, news: FeedNews): void {
    for (const [key, row] of this.#rows) {
      const status = statusOf(key);
      if (status.state === row.status.state && status.reason === row.status.reason) continue;
      this.#turn(row, status);
      news.change(key);
    }
  }

  /** The message that tells this news. */
  parcel(news: FeedNews, at: number, status: RelayStatus): FeedParcel {
    const message = news.everything ? this.#snapshot(at, status) : this.#difference(news, at, status);
    return new FeedParcel(message);
  }

  #snapshot(at: number, status: RelayStatus): FeedMessage {
    const entries = listedInOrder([...this.#rows.values()]);
    const connections = Array.from(this.#connections.values(), ({ info }) => info);
    return { kind: 'snapshot', at, status, entries, connections };
  }

  #difference(news: FeedNews, at: number, status: RelayStatus): FeedMessage {
    const counted = found(news.counted, this.#rows);
    const numbers: number[] = [];
    for (const row of counted) row.tell(numbers);
    const moved: number[] = [];
    for (const row of found(news.moved, this.#connections)) row.tell(moved, at);
    return {
      kind: 'difference',
      at,
      status,
      entries: listedInOrder(found(news.entries, this.#rows)),
      counted: { keys: counted.map(({ key }) => key), numbers },
      removed: [...news.removed],
      connections: found(news.connections, this.#connections).map(({ info }) => info),
      moved,
      ended: [...news.ended],
    };
  }

  #add(row: EntryRow): void {
    this.states[row.status.state] += 1;
    this.#rows.set(row.key, row);
  }

  /** The entry has this status now. */
  #turn(row: EntryRow, status: EntryStatus): void {
    this.states[row.status.state] -= 1;
    this.states[status.state] += 1;
    row.status = status;
  }

  /** The number may stand for another entry by now. */
  #forgetNumber(row: EntryRow): void {
    const { number } = row;
    if (number !== undefined && this.#numbered.get(number) === row) this.#numbered.delete(number);
  }

  #remove(row: EntryRow, news: FeedNews): void {
    this.states[row.status.state] -= 1;
    this.#rows.delete(row.key);
    news.remove(row.key);
  }
}

function listedInOrder(rows: EntryRow[]): ListedEntry[] {
  return rows.toSorted((one, other) => one.place - other.place).map(({ listed }) => listed);
}

function found<Key, Value>(keys: ReadonlySet<Key>, values: ReadonlyMap<Key, Value>): Value[] {
  const list: Value[] = [];
  for (const key of keys) {
    const value = values.get(key);
    if (value !== undefined) list.push(value);
  }
  return list;
}
