/** The sizes of items, the largest first, with the share of the pool's bytes that each may take. */
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

/** Makes and frees the items of a pool. */
export interface PoolItems<Item> {
  /** Makes one that holds `size` bytes; null where the system has no room now. */
  make(size: number): Item | null;
  free(item: Item): void;
}

/**
 * Large buffers (or pipes), each lent to one direction at a time. A write that completes at once frees its buffer at once,
 * so few are lent unless readers are stuck. All together never hold more than the bytes of the pool.
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

  /** Lends the largest that is free; null when all are lent. */
  take(): Item | null {
    for (const tier of this.#tiers) {
      const item = tier.free.pop() ?? this.#make(tier);
      if (item === null) continue;
      this.#lentBytes += item.length;
      return item;
    }
    return null;
  }

  /** Takes in one that was made elsewhere, and is lent. */
  adopt(item: Item): void {
    this.#lentBytes += item.length;
    const tier = this.#tierOf(item);
    if (tier) tier.made += 1;
  }

  /** Takes one back. */
  give(item: Item): void {
    this.#lentBytes -= item.length;
    this.#tierOf(item)?.free.push(item);
  }

  /** Takes one back that cannot be used again, and frees it. */
  discard(item: Item): void {
    this.#lentBytes -= item.length;
    const tier = this.#tierOf(item);
    if (tier) tier.made -= 1;
    this.#items.free(item);
  }

  /** Frees those that are not lent. */
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
