import { READ_BYTES, readBuffer, readPart } from './read-buffer.ts';
import type { StreamParts } from './sockets.ts';
import type { Resumable } from './turns.ts';

/** Taking back a buffer makes the socket's handle a little larger, until it is closed; so often at most. */
const MOST_RESTS = 1_000;

/** The buffer into which one direction reads: the common one, a part of it, or a large one that is lent to it. */
export class ReadTarget {
  /** The buffer of the next read. */
  buffer: Buffer = readBuffer;
  readonly #parts: StreamParts;
  /** The large buffer that is lent to this direction, for reads and for an unfinished write. */
  #lent: Buffer | undefined;
  /** How often a lent buffer was taken back from a quiet direction. */
  #rests = 0;
  #turn = -1;
  #moved = 0;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** A read did not fill a small buffer: one is enough from now on. */
  readLittle(): void {
    if (this.#lent !== undefined) this.giveBack();
    else if (!this.#parts.turns.isRecent(this.#turn)) this.#parts.turns.noteMessage();
  }

  /** There is much to read: uses a large buffer from now on. Returns false where the direction is to wait a turn after its share. */
  readMuch(bytes: number, read: Buffer, direction: Resumable): boolean {
    const { turns } = this.#parts;
    const turn = turns.join(this.#turn);
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#moved = 0;
    }
    this.#moved += bytes;
    const most = turns.bytes();
    if (read === this.buffer) this.#takeLarge(most);
    if (this.#moved < most) return true;
    turns.wait(direction);
    return false;
  }

  /** Reads into a part of the common buffer that holds so many bytes. */
  readLess(bytes: number): void {
    this.giveBack();
    this.buffer = readPart(bytes);
  }

  /** Reads into the whole of the common buffer again. */
  readAsBefore(): void {
    this.buffer = readBuffer;
  }

  /** Takes the lent buffer back from a quiet direction; returns whether it had one. */
  rest(): boolean {
    if (this.#lent === undefined) return false;
    this.giveBack();
    this.#rests += 1;
    return true;
  }

  /** Gives the lent buffer back, if there is one. */
  giveBack(): void {
    if (this.#lent === undefined) return;
    this.#parts.pool.give(this.#lent);
    this.#lent = undefined;
    this.buffer = readBuffer;
  }

  /** Makes the next read take at most so many bytes, into a large buffer if one is left. */
  #takeLarge(most: number): void {
    if (this.#rests < MOST_RESTS) this.#lent ??= this.#parts.pool.take() ?? undefined;
    const lent = this.#lent;
    if (lent === undefined) return;
    const size = Math.min(most, lent.length);
    if (this.buffer.length !== size || this.buffer === readBuffer) this.buffer = lent.subarray(0, size);
  }
}

/** Whether a read of so many bytes may have left more in the system. */
export function isMuch(bytes: number): boolean {
  return bytes >= READ_BYTES;
}
