import { type Later, made } from './later.ts';

/** The newest items of a sequence; older ones are forgotten. */
export class Recent<Item> {
  readonly #most: number;
  readonly #items: (Item | Later<Item>)[] = [];
  #total = 0;

  /** Keeps at most so many. */
  constructor(most: number) {
    this.#most = most;
  }

  /** How many items there were, forgotten ones included. */
  get total(): number {
    return this.#total;
  }

  /** How many there are. */
  get size(): number {
    return this.#items.length;
  }

  /** Adds an item, which may be made later. */
  push(item: Item | Later<Item>): void {
    this.#items[this.#total % this.#most] = item;
    this.#total += 1;
  }

  /** Returns what is left of the items behind the first `known` ones, oldest first. */
  since(known: number): Item[] {
    const most = this.#most;
    const from = Math.max(known, this.#total - most);
    return Array.from({ length: this.#total - from }, (_, at) => made(this.#items[(from + at) % most]!));
  }
}
