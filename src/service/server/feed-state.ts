import type { Entry } from '../../portproxy/entry.ts';
import { entryKey } from '../../portproxy/key.ts';
import type { EntryState, EntryStatus } from '../../portproxy/state.ts';
import { Recent } from '../../relay/common/recent.ts';
import { MAX_RECENT } from '../../relay/limits.ts';
import type { EndedConnection, RelaySample } from '../../relay/relay.ts';
import { CONNECTION_ROWS, ENTRY_ROWS } from '../../relay/rows.ts';
import type { Difference, Snapshot } from '../contract/feed.ts';
import { toldCounted } from '../contract/feed-rows.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import { EncodedMessage } from './encoded-message.ts';
import type { FeedChanges } from './feed-changes.ts';
import { FeedConnection, FeedEntry, type Moment } from './feed-items.ts';

/** Returns the status of an entry by its key. */
type StatusOf = (key: string) => EntryStatus;

/** Whose entries a message tells: those of the table, or those of the fleet that stand behind them. */
type Whose = 'own' | 'fleet';

/** The table, the counters and the connections as of the latest sample, from which all messages are made. */
export class FeedState {
  /** How many entries of the table are in each state. */
  readonly states: Record<EntryState, number> = { listening: 0, held: 0, failed: 0, disabled: 0, stopped: 0 };
  /** By key, in the order of the table. */
  readonly #entries = new Map<string, FeedEntry>();
  /** By the number of their reports. */
  readonly #numbered = new Map<number, FeedEntry>();
  /** By id. */
  readonly #connections = new Map<number, FeedConnection>();
  readonly #recent = new Recent<EndedConnection>(MAX_RECENT);
  #lastPlace = 0;

  /** How many entries and connections there are. */
  get size(): number {
    return this.#entries.size + this.#connections.size;
  }

  /**
   * Takes the table as it is now, and behind it the entries of the fleet. An entry that has moved back in it counts as removed
   * and added again.
   */
  takeTable(
    own: readonly Entry[],
    statusOf: StatusOf,
    changes: FeedChanges,
    shared: readonly Entry[] = [],
  ): void {
    const table = shared.length === 0 ? own : [...own, ...shared];
    const keys = new Set(table.map(entryKey));
    for (const known of this.#entries.values()) {
      if (keys.has(known.key)) continue;
      this.#remove(known, changes);
      this.#forgetNumber(known);
    }
    let place = 0;
    for (const [index, entry] of table.entries()) {
      const key = entryKey(entry);
      const known = this.#entries.get(key);
      const isShared = index >= own.length;
      if (known !== undefined && known.place > place && known.isShared === isShared) {
        place = known.place;
        if (known.entry === entry) continue;
        known.entry = entry;
        this.#turn(known, statusOf(key));
      } else {
        if (known !== undefined) this.#remove(known, changes);
        place = ++this.#lastPlace;
        const facts = { place, entry, status: statusOf(key), isShared };
        this.#add(known === undefined ? new FeedEntry(key, facts) : Object.assign(known, facts));
      }
      changes.change(key);
    }
  }

  /** Takes a sample of the relay; `now` in ms of performance.now(). */
  takeSample(sample: RelaySample, changes: FeedChanges, now: number): void {
    const { full, entries, counted, connections, moved, ended, recent, missed } = sample;
    if (full) {
      this.#numbered.clear();
      this.#connections.clear();
      changes.everything = true;
    }
    for (const report of entries) {
      const entry = this.#entries.get(report.id);
      if (!entry) continue;
      this.#forgetNumber(entry);
      this.#numbered.set(report.number, entry);
      this.#turn(entry, report.status);
      entry.take(report);
      changes.change(entry.key);
    }
    for (let at = 0; at < counted.length; at += ENTRY_ROWS.size) {
      const entry = this.#numbered.get(counted[at] ?? 0);
      if (!entry) continue;
      entry.count(counted, at + 1);
      changes.count(entry.key);
    }
    for (const info of connections) {
      this.#connections.set(info.id, new FeedConnection(info));
      changes.begin(info.id);
    }
    for (let at = 0; at < moved.length; at += CONNECTION_ROWS.size) {
      const id = moved[at] ?? 0;
      const connection = this.#connections.get(id);
      if (!connection) continue;
      connection.move(moved, at + 1, now);
      changes.move(id);
    }
    for (const id of ended) if (this.#connections.delete(id)) changes.end(id);
    for (const one of recent) this.#recent.push(one);
    changes.finish(recent, missed);
  }

  /** Takes the status of every entry, for when the relay does not answer. */
  takeStatuses(statusOf: StatusOf, changes: FeedChanges): void {
    for (const [key, entry] of this.#entries) {
      const status = statusOf(key);
      if (status.state === entry.status.state && status.reason === entry.status.reason) continue;
      this.#turn(entry, status);
      changes.change(key);
    }
  }

  /** Returns how many connections have ended that the message of these changes does not tell. */
  missedBy({ everything, finished, recent }: FeedChanges): number {
    return Math.max(0, finished - (everything ? this.#recent.size : recent.length));
  }

  /** Returns the message that tells these changes. */
  message(changes: FeedChanges, moment: Moment, status: RelayStatus, of: Whose = 'own'): EncodedMessage {
    const told = { ...moment, status, of };
    return new EncodedMessage(
      changes.everything ? this.#snapshot(changes, told) : this.#difference(changes, told),
    );
  }

  #snapshot(changes: FeedChanges, { status, of, ...moment }: MessageFacts): Snapshot {
    const entries = listedInOrder([...this.#entries.values()].filter(isOf(of)));
    const connections = Array.from(this.#connections.values(), (each) => each.listed(moment));
    return {
      kind: 'snapshot',
      at: moment.at,
      status,
      entries,
      connections,
      recent: this.#recent.since(0),
      ...this.#told(changes),
    };
  }

  #difference(changes: FeedChanges, { status, of, ...moment }: MessageFacts): Difference {
    const moved: number[] = [];
    for (const connection of found(changes.moved, this.#connections)) connection.tell(moved, moment.now);
    return {
      kind: 'difference',
      at: moment.at,
      status,
      entries: listedInOrder(found(changes.entries, this.#entries).filter(isOf(of))),
      counted: toldCounted(found(changes.counted, this.#entries).filter(isOf(of)), ENTRY_ROWS),
      removed: [...changes.removed],
      connections: found(changes.connections, this.#connections).map((each) => each.listed(moment)),
      moved,
      ended: [...changes.ended],
      ...(changes.recent.length > 0 && { recent: changes.recent }),
      ...this.#told(changes),
    };
  }

  /** How many connections have ended that a message does not tell, where there are such. */
  #told(changes: FeedChanges): { readonly missed?: number } {
    const missed = this.missedBy(changes);
    return missed > 0 ? { missed } : {};
  }

  #add(entry: FeedEntry): void {
    if (!entry.isShared) this.states[entry.status.state] += 1;
    this.#entries.set(entry.key, entry);
  }

  /** Sets the status of an entry. */
  #turn(entry: FeedEntry, status: EntryStatus): void {
    if (!entry.isShared) {
      this.states[entry.status.state] -= 1;
      this.states[status.state] += 1;
    }
    entry.status = status;
  }

  /** Forgets the number of an entry, unless it is another one's by now. */
  #forgetNumber(entry: FeedEntry): void {
    const { number } = entry;
    if (number !== undefined && this.#numbered.get(number) === entry) this.#numbered.delete(number);
  }

  #remove(entry: FeedEntry, changes: FeedChanges): void {
    if (!entry.isShared) this.states[entry.status.state] -= 1;
    this.#entries.delete(entry.key);
    changes.remove(entry.key);
  }
}

interface MessageFacts extends Moment {
  readonly status: RelayStatus;
  readonly of: Whose;
}

/** Returns a test whether an entry is told. */
function isOf(of: Whose): (entry: FeedEntry) => boolean {
  return ({ isShared }) => isShared === (of === 'fleet');
}

function listedInOrder(entries: FeedEntry[]): ListedEntry[] {
  return entries.toSorted((one, other) => one.place - other.place).map(({ listed }) => listed);
}

function found<Key, Value>(keys: ReadonlySet<Key>, values: ReadonlyMap<Key, Value>): Value[] {
  const list: Value[] = [];
  for (const key of keys) {
    const value = values.get(key);
    if (value !== undefined) list.push(value);
  }
  return list;
}
