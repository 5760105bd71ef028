/** Descriptors above this are not kept book of; the usual hard limits are at or below it. */
const MOST = 1 << 20;

/**
 * The descriptors that a thread opened by itself. Node knows nothing of them, so they outlive a thread that crashes;
 * the book lies in shared memory, and whoever started the thread closes what is left.
 */
export class OpenDescriptors {
  readonly memory: SharedArrayBuffer;
  readonly #bits: Uint8Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(MOST / 8)) {
    this.memory = memory;
    this.#bits = new Uint8Array(memory);
  }

  opened(fd: number): void {
    if (fd < MOST) this.#bits[fd >> 3]! |= 1 << (fd & 7);
  }

  closed(fd: number): void {
    if (fd < MOST) this.#bits[fd >> 3]! &= ~(1 << (fd & 7));
  }

  /** Those that are open, and forgets them. */
  *takeAll(): Generator<number> {
    for (let byte = 0; byte < this.#bits.length; byte += 1) {
      const bits = this.#bits[byte]!;
      if (bits === 0) continue;
      this.#bits[byte] = 0;
      for (let bit = 0; bit < 8; bit += 1) if ((bits >> bit) & 1) yield byte * 8 + bit;
    }
  }
}
