/** Sizes of lent buffers, the largest first, with the part of the pool that each may take. */
const TIERS = [
  { size: 1 << 20, share: 0.5 },
  { size: 256 << 10, share: 0.25 },
  { size: 64 << 10, share: 0.25 },
] as const;

interface Tier {
  readonly size: number;
  readonly most: number;
  readonly free: Buffer[];
  made: number;
}

/**
 * Large read buffers, lent to one direction at a time. A write that completes at once gives its buffer back at once, so
 * few are out unless readers are stuck; all together never hold more than the bytes given.
 */
export class LentPool {
  readonly #tiers: readonly Tier[];
  #lentBytes = 0;

  constructor(bytes: number) {
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

  /** The largest buffer that is free; null when all are lent. */
  take(): Buffer | null {
    for (const tier of this.#tiers) {
      const buffer = tier.free.pop() ?? make(tier);
      if (buffer === null) continue;
      this.#lentBytes += buffer.length;
      return buffer;
    }
    return null;
  }

  give(buffer: Buffer): void {
    this.#lentBytes -= buffer.length;
    this.#tiers.find(({ size }) => size === buffer.length)?.free.push(buffer);
  }

  /** Lets go of the memory of buffers that nobody holds. */
  trim(): void {
    for (const tier of this.#tiers) {
      tier.made -= tier.free.length;
      tier.free.length = 0;
    }
  }
}

function make(tier: Tier): Buffer | null {
  if (tier.made >= tier.most) return null;
  tier.made += 1;
  return Buffer.allocUnsafeSlow(tier.size);
}
