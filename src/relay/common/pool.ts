/** Sizes of what is lent, the largest first, with the part of the pool that each may take. */
const TIERS = [
  { size: 1 << 20, share: 0.5 },
  { size: 256 << 10, share: 0.25 },
  { size: 64 << 10, share: 0.25 },
] as const;

interface Tier<Item> {
  readonly size: number;
  readonly most: number;
  readonly free: Item[];
  made: number;
}

/** What a pool lends: made when one is needed, and let go of. */
export interface PoolItems<Item> {
  /** Makes one that holds so many bytes; null where the system gives none now. */
  make(size: number): Item | null;
  free(item: Item): void;
}

/**
 * Large buffers (or pipes), lent to one direction at a time. A write that completes at once gives its buffer back at
 * once, so few are out unless readers are stuck; all together never hold more than the bytes given.
 */
export class Pool<Item extends { readonly length: number }> {
  readonly #tiers: readonly Tier<Item>[];
  readonly #items: PoolItems<Item>;
  #lentBytes = 0;

  constructor(bytes: number, items: PoolItems<Item>) {
    this.#items = items;
    this.#tiers = TIERS.map(({ size, share }) => ({
      size,
      most: Math.floor((bytes * share) / size),
      free: [],
      made: 0,
    }));
  }

  /** Bytes lent at this moment. */
  get lentBytes(): number {
    return this.#lentBytes;
  }

  /** The largest that is free; null when all are lent. */
  take(): Item | null {
    for (const tier of this.#tiers) {
      const item = tier.free.pop() ?? this.#make(tier);
      if (item === null) continue;
      this.#lentBytes += item.length;
      return item;
    }
    return null;
  }

  give(item: Item): void {
    this.#lentBytes -= item.length;
    this.#tierOf(item)?.free.push(item);
  }

  /** Takes one back that cannot be used again. */
  discard(item: Item): void {
    this.#lentBytes -= item.length;
    const tier = this.#tierOf(item);
    if (tier) tier.made -= 1;
    this.#items.free(item);
  }

  /** Lets go of those that nobody holds. */
  trim(): void {
    for (const tier of this.#tiers) {
      tier.made -= tier.free.length;
      for (const item of tier.free.splice(0)) this.#items.free(item);
    }
  }

  #make(tier: Tier<Item>): Item | null {
    if (tier.made >= tier.most) return null;
    const item = this.#items.make(tier.size);
    if (item !== null) tier.made += 1;
    return item;
  }

  #tierOf({ length }: Item): Tier<Item> | undefined {
    return this.#tiers.find(({ size }) => size === length);
  }
}
