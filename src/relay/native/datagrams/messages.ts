import type { Libc } from '../libc.ts';

/** So many datagrams are read, or sent, by one call. */
export const BATCH = 64;

/** Room for one datagram, bytes: more than the largest. */
const SLOT_BYTES = 65_535;
/** Not a power of two: datagrams that begin at such distances would all use the same few lines of the processor's caches. */
const STRIDE = 65_536 + 192;

/** Words (of 32 bits) of the structures: mmsghdr, iovec, the addresses of sockets, control messages. */
const MESSAGE = 16;
const IOVEC = 4;
export const NAME = 8;
export const CONTROL = 16;

/** Places in a struct mmsghdr (recvmmsg(2)), in words. */
const NAME_AT = 0;
const NAME_LENGTH = 2;
const IOVEC_AT = 4;
const IOVEC_COUNT = 6;
const CONTROL_AT = 8;
const CONTROL_LENGTH = 10;
const LENGTH = 14;

const HIGH = 2 ** 32;

/** Memory for a batch of datagrams. */
export class Slots {
  /** The bytes of each. */
  readonly bytes: readonly Uint8Array[];
  /** Where each lies: two words, the low one first. */
  readonly places: Int32Array;

  constructor(libc: Libc) {
    const memory = Buffer.allocUnsafeSlow(BATCH * STRIDE);
    const at = libc.addressOf(memory);
    this.bytes = Array.from({ length: BATCH }, (_, slot) =>
      memory.subarray(slot * STRIDE, slot * STRIDE + SLOT_BYTES),
    );
    this.places = new Int32Array(2 * BATCH);
    for (let slot = 0; slot < BATCH; slot += 1) setPlace(this.places, 2 * slot, at + slot * STRIDE);
  }
}

/** A row of struct mmsghdr and one of pieces of memory for them, each message with one, and room for an address and control messages. */
export class Messages {
  /** The row from each of its messages on, as calls take it. */
  readonly from: readonly Int32Array[];
  /** Addresses (struct sockaddr_in or sockaddr_in6), `NAME` words each. */
  readonly names: Int32Array;
  /** Control messages (cmsg(3)), `CONTROL` words each. */
  readonly controls: Int32Array;
  readonly #words: Int32Array;
  readonly #iovecs: Int32Array;
  /** Where the pieces lie. */
  readonly #iovecsAt: number;
  readonly #nameBytes: number;

  /** `nameBytes`: the size of an address; 0 for connected sockets, which need none. `controlBytes`: likewise. */
  constructor(libc: Libc, nameBytes: number, controlBytes: number) {
    this.#nameBytes = nameBytes;
    this.#words = new Int32Array(BATCH * MESSAGE);
    this.#iovecs = new Int32Array(BATCH * IOVEC);
    this.names = new Int32Array(BATCH * NAME);
    this.controls = new Int32Array(BATCH * CONTROL);
    const [iovecs, names, controls] = [this.#iovecs, this.names, this.controls].map((words) =>
      libc.addressOf(words),
    );
    this.#iovecsAt = iovecs!;
    for (let at = 0; at < BATCH; at += 1) {
      const message = at * MESSAGE;
      this.pieces(at, at, 1);
      if (nameBytes > 0) setPlace(this.#words, message + NAME_AT, names! + at * NAME * 4);
      this.#words[message + NAME_LENGTH] = nameBytes;
      if (controlBytes > 0) setPlace(this.#words, message + CONTROL_AT, controls! + at * CONTROL * 4);
      this.#words[message + CONTROL_LENGTH] = controlBytes;
    }
    this.from = Array.from({ length: BATCH }, (_, at) => this.#words.subarray(at * MESSAGE));
  }

  /** Makes each message take a datagram into the slot of its number. */
  takeInto({ places }: Slots): void {
    for (let at = 0; at < BATCH; at += 1) this.piece(at, places, at, SLOT_BYTES);
  }

  /** Makes a piece the first bytes of a slot. */
  piece(at: number, places: Int32Array, slot: number, bytes: number): void {
    const iovec = at * IOVEC;
    this.#iovecs[iovec] = places[2 * slot]!;
    this.#iovecs[iovec + 1] = places[2 * slot + 1]!;
    this.#iovecs[iovec + 2] = bytes;
  }

  /** Makes a message ready for the next read: calls write the sizes that they found over those of the room. */
  again(at: number, controlBytes: number): void {
    const message = at * MESSAGE;
    this.#words[message + NAME_LENGTH] = this.#nameBytes;
    this.#words[message + CONTROL_LENGTH] = controlBytes;
  }

  /** Gives a message so many pieces, from this one on. */
  pieces(at: number, from: number, count: number): void {
    const message = at * MESSAGE;
    setPlace(this.#words, message + IOVEC_AT, this.#iovecsAt + from * IOVEC * 4);
    this.#words[message + IOVEC_COUNT] = count;
  }

  /** Gives a message so many bytes of control messages. */
  control(at: number, bytes: number): void {
    this.#words[at * MESSAGE + CONTROL_LENGTH] = bytes;
  }

  /** Returns how many bytes of a message were read. */
  length(at: number): number {
    return this.#words[at * MESSAGE + LENGTH]!;
  }
}

function setPlace(words: Int32Array, at: number, place: number): void {
  words[at] = (place % HIGH) | 0;
  words[at + 1] = Math.floor(place / HIGH);
}
