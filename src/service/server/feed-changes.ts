import type { EndedConnection } from '../../relay/relay.ts';
import { MAX_RECENT } from '../../relay/limits.ts';

/** Keys of all that has changed since a reader's last message; the values are looked up when it is told. */
export class FeedChanges {
  /** Entries that are new, or changed in more than numbers. */
  readonly entries = new Set<string>();
  /** Other entries with new numbers. */
  readonly counted = new Set<string>();
  /** Entries that are gone; one that is among `entries` too was added again at the end of the table. */
  readonly removed = new Set<string>();
  /** Connections that are new, or changed in more than numbers. */
  readonly connections = new Set<number>();
  /** Other connections with new numbers. */
  readonly moved = new Set<number>();
  readonly ended = new Set<number>();
  /** Connections that have ended, oldest first. */
  recent: readonly EndedConnection[] = [];
  /** How many connections have ended, those that are not told too. */
  finished = 0;
  /** A snapshot is to be told: the reader knows nothing, or a difference would be longer. */
  everything: boolean;

  constructor(everything = false) {
    this.everything = everything;
  }

  get isEmpty(): boolean {
    return !this.everything && this.#size === 0 && this.finished === 0;
  }

  /** The entry is new or changed. */
  change(key: string): void {
    this.counted.delete(key);
    this.entries.add(key);
  }

  /** The entry has new numbers. */
  count(key: string): void {
    if (!this.entries.has(key)) this.counted.add(key);
  }

  /** The entry is gone. */
  remove(key: string): void {
    this.entries.delete(key);
    this.counted.delete(key);
    this.removed.add(key);
  }

  /** The connection is new or changed; one of that id that has ended was another one. */
  begin(id: number): void {
    this.ended.delete(id);
    this.moved.delete(id);
    this.connections.add(id);
  }

  /** The connection has new numbers. */
  move(id: number): void {
    if (!this.connections.has(id)) this.moved.add(id);
  }

  /** The connection has ended. */
  end(id: number): void {
    this.connections.delete(id);
    this.moved.delete(id);
    this.ended.add(id);
  }

  /** These connections have ended, and `more` that are not known; of more than a snapshot holds the newest are told. */
  finish(some: readonly EndedConnection[], more: number): void {
    this.finished += some.length + more;
    if (some.length > 0) this.recent = [...this.recent, ...some].slice(-MAX_RECENT);
  }

  /** Adds later changes. More than `most` keys become a snapshot. */
  merge(later: FeedChanges, most: number): void {
    if (later.everything) this.everything = true;
    if (!this.everything) {
      for (const key of later.removed) this.remove(key);
      for (const key of later.entries) this.change(key);
      for (const key of later.counted) this.count(key);
      for (const id of later.connections) this.begin(id);
      for (const id of later.moved) this.move(id);
      for (const id of later.ended) this.end(id);
      this.finish(later.recent, later.finished - later.recent.length);
    } else this.finished += later.finished;
    if (this.everything || this.#size > most) this.#tellEverything();
  }

  get #size(): number {
    const entries = this.entries.size + this.counted.size + this.removed.size;
    return entries + this.connections.size + this.moved.size + this.ended.size;
  }

  #tellEverything(): void {
    this.everything = true;
    for (const set of [this.entries, this.counted, this.removed]) set.clear();
    for (const set of [this.connections, this.moved, this.ended]) set.clear();
    this.recent = [];
  }
}
