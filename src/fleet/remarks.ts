/** Remarks come so seldom, in ms: whoever writes to the log of a fleet must not fill that of every machine. */
const SELDOM_MS = 60_000;

/** Tells of messages that are ignored: of the first at once, of further ones in sum. */
export class Remarks {
  readonly #tell: (text: string) => void;
  #count = 0;
  #toldAt = -Infinity;

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
  }

  /** Notes that a message at a sequence is ignored; why, as a sentence. */
  ignored(sequence: number, reason: string): void {
    this.#count += 1;
    const now = performance.now();
    if (now - this.#toldAt < SELDOM_MS) return;
    this.#toldAt = now;
    const others = this.#count > 1 ? `, and ${this.#count - 1} before it` : '';
    this.#count = 0;
    this.#tell(`A message in the log of the fleet is ignored (sequence ${sequence}${others}): ${reason}`);
  }
}
