import type { BeginningReader } from '../transport.ts';

const NOTHING = Buffer.alloc(0);

/** The beginning of what one end sends: bytes that somebody is to see first, and bytes that go before all others. */
export class Beginning {
  #reader: BeginningReader | undefined;
  /** Read, and neither taken nor sent on. */
  #read: Buffer = NOTHING;
  #hasEnded = false;
  /** Go before what was read. */
  #before: Buffer = NOTHING;

  /** With a reader, that one is to see the first bytes. */
  constructor(reader?: BeginningReader) {
    this.#reader = reader;
  }

  /** The end was read too, and is told when there is a peer. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Notes that the end was read; returns whether it is to be told later: nobody awaits the beginning, and there is no peer. */
  endsLater(isJoined: boolean): boolean {
    this.#hasEnded = !isJoined && this.#reader === undefined;
    return this.#hasEnded;
  }

  /** How many bytes were read that are to be sent on. */
  get length(): number {
    return this.#read.length;
  }

  get hasRead(): boolean {
    return this.#read.length > 0;
  }

  /** All bytes that are to be sent on, in order. */
  get bytes(): Buffer {
    return Buffer.concat([this.#before, this.#read]);
  }

  /** Shows the reader what was read besides; returns whether it waits for more. */
  show(bytes: Uint8Array): boolean {
    this.add(bytes);
    this.#reader?.began(this.#read);
    return this.#reader !== undefined;
  }

  /** Adds a copy of what was read. */
  add(bytes: Uint8Array): void {
    this.#read = Buffer.concat([this.#read, bytes]);
  }

  /** Drops bytes that the reader has seen; it sees no more. */
  skip(bytes: number): void {
    this.#reader = undefined;
    this.#read = this.#read.subarray(bytes);
  }

  /** Puts bytes before what was read. */
  prepend(bytes: Buffer): void {
    this.#before = bytes;
  }
}
