/** Descriptors from here on are not noted; the usual hard limits are at or below it. */
const MOST = 1 << 20;

/**
 * The descriptors that a thread opened by itself, in shared memory. Node does not know them, so they outlive a thread that
 * crashes: whoever started it takes them over, or closes them.
 */
export class OpenDescriptors {
  readonly memory: SharedArrayBuffer;
  readonly #bits: Uint8Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(MOST / 8)) {
    this.memory = memory;
    this.#bits = new Uint8Array(memory);
  }

  /** Notes that a descriptor was opened. */
  opened(fd: number): void {
    if (fd < MOST) this.#bits[fd >> 3]! |= 1 << (fd & 7);
  }

  /** Notes that a descriptor is about to be closed. */
  closed(fd: number): void {
    if (fd < MOST) this.#bits[fd >> 3]! &= ~(1 << (fd & 7));
  }

  /** Takes out all that are open, the lowest first. */
  *takeAll(): Generator<number> {
    for (let byte = 0; byte < this.#bits.length; byte += 1) {
      const bits = this.#bits[byte]!;
      if (bits === 0) continue;
      this.#bits[byte] = 0;
      for (let bit = 0; bit < 8; bit += 1) if ((bits >> bit) & 1) yield byte * 8 + bit;
    }
  }
}
