/** What a reader of the feed does not know yet, as keys alone: what they stand for is looked up when it is sent. */
export class FeedNews {
  /** Entries that are new or different. */
  readonly entries = new Set<string>();
  /** Entries that are gone, or were gone before they came again at the end of the table. */
  readonly removed = new Set<string>();
  /** Connections that are new or different. */
  readonly connections = new Set<number>();
  readonly ended = new Set<number>();
  /** The reader knows nothing, or there would be more to tell than a snapshot holds. */
  everything: boolean;

  constructor(everything = false) {
    this.everything = everything;
  }

  get isEmpty(): boolean {
    return !this.everything && this.#size === 0;
  }

  /** The entry is gone. */
  remove(key: string): void {
    this.entries.delete(key);
    this.removed.add(key);
  }

  /** The connection has ended. */
  end(id: number): void {
    this.connections.delete(id);
    this.ended.add(id);
  }

  /** The connection is new or different; one that has ended may have been another one by that id. */
  #begin(id: number): void {
    this.ended.delete(id);
    this.connections.add(id);
  }

  /** Adds what happened later. Holds `most` keys at most: beyond that everything is to be told. */
  merge(later: FeedNews, most: number): void {
    if (later.everything) this.everything = true;
    if (!this.everything) {
      for (const key of later.removed) this.remove(key);
      for (const key of later.entries) this.entries.add(key);
      for (const id of later.connections) this.#begin(id);
      for (const id of later.ended) this.end(id);
    }
    if (this.everything || this.#size > most) this.#tellEverything();
  }

  get #size(): number {
    return this.entries.size + this.removed.size + this.connections.size + this.ended.size;
  }

  #tellEverything(): void {
    this.everything = true;
    for (const set of [this.entries, this.removed, this.connections, this.ended]) set.clear();
  }
}
