import { LogFault } from './fault.ts';

/** A part of a long message, as it came. */
export interface MessagePart {
  readonly bytes: Uint8Array;
  /** Another part of the same message follows. */
  readonly hasMore: boolean;
}

/** Joins the parts of messages that come in order, up to a length. */
export class PartJoiner {
  readonly #most: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  /** `most`: the longest message, in bytes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes the next part; returns the message with its last one. Throws a `LogFault` where it is too long. */
  take({ bytes, hasMore }: MessagePart): Uint8Array | undefined {
    this.#length += bytes.length;
    if (this.#length > this.#most) {
      this.#clear();
      throw new LogFault('A message of another machine is too long.');
    }
    if (hasMore) {
      this.#parts.push(bytes);
      return undefined;
    }
    const whole = this.#parts.length === 0 ? bytes : Buffer.concat([...this.#parts, bytes]);
    this.#clear();
    return whole;
  }

  #clear(): void {
    this.#parts = [];
    this.#length = 0;
  }
}
