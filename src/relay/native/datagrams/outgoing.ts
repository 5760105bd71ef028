import { EAGAIN, type Libc } from '../libc.ts';
import { BATCH, CONTROL, Messages } from './messages.ts';
import { SEGMENT_BYTES, mostSegments, tellSegments } from './segments.ts';

const NOSIGNAL = 0x4000;

/** Whose datagrams are sent. */
export interface Sender {
  /** Whether the system may take several datagrams as one; false once it has refused to. */
  joins: boolean;
}

/** Hears what has become of datagrams. */
export interface SendReports<From extends Sender> {
  /** So many were sent. */
  sent(from: From, datagrams: number, bytes: number): void;
  /** Returns whether an error was about an earlier datagram, and notes it then; the present one is sent once more. */
  reported(from: From, errno: number): boolean;
  /** One was not sent, for the error with this number. */
  lost(from: From, errno: number): void;
}

/**
 * Datagrams that leave by one call. Those in a row that belong together and are as long as each other go to the system as one,
 * which divides them at the very end of its way (generic segmentation offload, udp(7)): that saves most of what sending costs.
 */
export class Outgoing<From extends Sender> {
  /** Messages whose address, and control messages, whoever adds a datagram writes. */
  readonly messages: Messages;
  readonly #libc: Libc;
  readonly #controlBytes: number;
  readonly #reports: SendReports<From>;
  readonly #senders: (From | undefined)[] = Array.from({ length: BATCH });
  /** Of each message: its first piece, how many, the length of all but the last, of all together. */
  readonly #first = new Int32Array(BATCH);
  readonly #count = new Int32Array(BATCH);
  readonly #segment = new Int32Array(BATCH);
  readonly #bytes = new Int32Array(BATCH);
  #pieces = 0;
  #filled = 0;
  /** Whether the last message takes more datagrams. */
  #isOpen = false;

  /** `nameBytes` and `controlBytes`: the sizes of what the messages have besides. */
  constructor(libc: Libc, reports: SendReports<From>, nameBytes: number, controlBytes: number) {
    this.#libc = libc;
    this.#reports = reports;
    this.#controlBytes = controlBytes;
    this.messages = new Messages(libc, nameBytes, controlBytes + SEGMENT_BYTES);
  }

  /** Adds a datagram, of which there may be `BATCH` in all; returns the number of its message, -1 where it has joined the last. */
  add(sender: From, places: Int32Array, slot: number, bytes: number): number {
    const piece = this.#pieces;
    this.#pieces = piece + 1;
    this.messages.piece(piece, places, slot, bytes);
    const last = this.#filled - 1;
    if (this.#isOpen && this.#senders[last] === sender && this.#joins(last, bytes)) return -1;
    const at = this.#filled;
    this.#filled = at + 1;
    this.#senders[at] = sender;
    this.#first[at] = piece;
    this.#count[at] = 1;
    this.#segment[at] = bytes;
    this.#bytes[at] = bytes;
    this.#isOpen = sender.joins && bytes > 0;
    return at;
  }

  /** Sends everything. */
  flush(fd: number): void {
    const filled = this.#filled;
    this.#filled = 0;
    this.#pieces = 0;
    this.#isOpen = false;
    for (let at = 0; at < filled; at += 1) this.#prepare(at);
    for (let at = 0; at < filled;) {
      const sent = this.#libc.sendmmsg(fd, this.messages.from[at]!, filled - at, NOSIGNAL);
      if (sent > 0) for (let left = sent; left > 0; left -= 1) this.#sent(at++);
      else {
        this.#failed(fd, at, this.#libc.errno());
        at += 1;
      }
    }
  }

  #joins(last: number, bytes: number): boolean {
    const segment = this.#segment[last]!;
    if (bytes > segment || bytes === 0 || this.#count[last]! >= mostSegments(segment)) return false;
    this.#count[last]! += 1;
    this.#bytes[last]! += bytes;
    // A shorter one can only be the last.
    this.#isOpen = bytes === segment;
    return true;
  }

  #prepare(at: number): void {
    const count = this.#count[at]!;
    this.messages.pieces(at, this.#first[at]!, count);
    if (count > 1)
      tellSegments(this.messages.controls, at * CONTROL + this.#controlBytes / 4, this.#segment[at]!);
    this.messages.control(at, this.#controlBytes + (count > 1 ? SEGMENT_BYTES : 0));
  }

  #sent(at: number): void {
    this.#reports.sent(this.#senders[at]!, this.#count[at]!, this.#bytes[at]!);
  }

  /** Tries a message again after an error that was about another datagram, and then the datagrams of a joined one singly. */
  #failed(fd: number, at: number, first: number): void {
    const sender = this.#senders[at]!;
    const count = this.#count[at]!;
    let errno = first;
    if (this.#reports.reported(sender, errno)) {
      if (this.#sendOne(fd, at)) {
        this.#sent(at);
        return;
      }
      errno = this.#libc.errno();
    }
    if (count === 1 || errno === EAGAIN) {
      for (let piece = 0; piece < count; piece += 1) this.#reports.lost(sender, errno);
      return;
    }
    sender.joins = false;
    this.messages.control(at, this.#controlBytes);
    const segment = this.#segment[at]!;
    for (let piece = 0; piece < count; piece += 1) {
      this.messages.pieces(at, this.#first[at]! + piece, 1);
      const isLast = piece === count - 1;
      if (!this.#sendOne(fd, at)) this.#reports.lost(sender, this.#libc.errno());
      else this.#reports.sent(sender, 1, isLast ? this.#bytes[at]! - segment * piece : segment);
    }
  }

  #sendOne(fd: number, at: number): boolean {
    return this.#libc.sendmmsg(fd, this.messages.from[at]!, 1, NOSIGNAL) === 1;
  }
}
