/** Numbers of a row: the connection's id, bytes read from its client, bytes read from its target, its last sign of life. */
const WORDS = 4;
/** Room for so many rows at first. */
const FEW_ROWS = 256;

/** What has moved on a connection whose copy is with another process: bytes in all, and the last sign of life, ms of `monotonicNow`. */
export interface MovedRow {
  readonly id: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly activeAt: number;
}

/** Gathers rows as numbers of 64 bits, in this machine's order: they go to another process of the same machine. */
export class MovedRows {
  #numbers = new Float64Array(FEW_ROWS * WORDS);
  #length = 0;

  /** Adds a row. */
  add({ id, bytesUp, bytesDown, activeAt }: MovedRow): void {
    if (this.#length === this.#numbers.length) {
      const more = new Float64Array(2 * this.#length);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    const numbers = this.#numbers;
    const at = this.#length;
    numbers[at] = id;
    numbers[at + 1] = bytesUp;
    numbers[at + 2] = bytesDown;
    numbers[at + 3] = activeAt;
    this.#length += WORDS;
  }

  /** Takes out the bytes of all rows, which are used again by the next ones; undefined where there are none. */
  take(): Uint8Array | undefined {
    if (this.#length === 0) return undefined;
    const bytes = new Uint8Array(this.#numbers.buffer, 0, this.#length * 8);
    this.#length = 0;
    return bytes;
  }
}

/** Reads rows; a part of one at the end is left out. */
export function* readMovedRows(bytes: Uint8Array): Generator<MovedRow> {
  const rows = Math.floor(bytes.length / (WORDS * 8));
  const numbers = new Float64Array(rows * WORDS);
  new Uint8Array(numbers.buffer).set(bytes.subarray(0, numbers.byteLength));
  for (let at = 0; at < numbers.length; at += WORDS) {
    yield {
      id: numbers[at]!,
      bytesUp: numbers[at + 1]!,
      bytesDown: numbers[at + 2]!,
      activeAt: numbers[at + 3]!,
    };
  }
}
