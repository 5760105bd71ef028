import { EAGAIN } from './libc.ts';
import { ERR, HUP, PRI, RDHUP, type Unfinished } from './loop.ts';
import type { NativeSide } from './native-side.ts';
import type { Pipe } from './pipes.ts';

/** What is read at once into memory; more than that at a time goes through a pipe. */
const READ_BYTES = 64 << 10;
/** What a direction may move before others have their turn; bytes. */
const TURN_BYTES = 256 << 10;
/** So many small reads in a row mean that a pipe is no use any more. */
const FEW = 8;
const SMALL_BYTES = 16 << 10;
const NOSIGNAL = 0x4000;
/** SPLICE_F_MOVE | SPLICE_F_NONBLOCK */
const SPLICE = 3;

/** Where all small reads go: what is not sent on at once is copied out before the next. */
const common = Buffer.allocUnsafeSlow(READ_BYTES);

/**
 * The bytes that one side sends, on their way to the other. Small amounts are read into memory and sent; large ones are
 * spliced through a pipe of the system and never seen here (splice(2)). It reads only what the other side takes.
 */
export class Way implements Unfinished {
  bytes = 0;
  /** Bytes read and not sent yet. */
  held = 0;
  readonly #from: NativeSide;
  /** The system said that there is something, and it was not all read yet. */
  #readable = false;
  /** The end was announced: only a read that says so ends the reading. */
  #ends = false;
  /** The other end has sent urgent bytes (TCP's), at which reads stop short and splice fails though there is more. */
  #urgent = false;
  #large = false;
  #small = 0;
  #pipe: Pipe | undefined;
  #rest: Buffer | undefined;
  #waits = false;

  constructor(from: NativeSide) {
    this.#from = from;
  }

  /** The system says by these flags that there is something to read. */
  toRead(flags: number): void {
    this.#readable = true;
    if (flags & (RDHUP | HUP | ERR)) this.#ends = true;
    if (flags & PRI) this.#urgent = true;
  }

  goOn(): void {
    this.#waits = false;
    this.flow();
  }

  /** Moves what can be moved now, at most a fair share. */
  flow(): void {
    const from = this.#from;
    const to = from.peer;
    if (to === undefined || from.finished || !from.isOpen || !to.isOpen || from.owner.over) return;
    const most = this.bytes + TURN_BYTES;
    while (this.#sendHeld(to)) {
      if (!this.#readable) {
        this.#givePipe();
        return;
      }
      if (this.bytes >= most) {
        this.#waitForTurn();
        return;
      }
      const pipe = this.#large && !this.#urgent ? this.#takePipe() : undefined;
      if (!(pipe ? this.#splice(from, to, pipe) : this.#copy(from, to))) return;
    }
  }

  /** The socket that it reads from is closed. */
  end(): void {
    if (this.held > 0 && this.#pipe) {
      this.#from.parts.pipes.discard(this.#pipe);
      this.#pipe = undefined;
    } else this.#givePipe();
    this.held = 0;
    this.#rest = undefined;
    this.#readable = false;
  }

  /** Sends what was read before; false while the other side takes no more of it. */
  #sendHeld(to: NativeSide): boolean {
    const { libc } = this.#from.parts;
    while (this.held > 0) {
      const sent = this.#rest
        ? libc.send(to.fd, this.#rest, this.held, NOSIGNAL)
        : libc.splice(this.#pipe?.reader ?? -1, null, to.fd, null, this.held, SPLICE);
      if (sent <= 0) {
        const errno = sent === 0 ? 0 : libc.errno();
        if (errno !== EAGAIN) to.failed(errno);
        return false;
      }
      this.held -= sent;
      if (this.#rest) this.#rest = this.held > 0 ? this.#rest.subarray(sent) : undefined;
    }
    return true;
  }

  /** Reads a little and sends it; false where nothing more is to be done now. */
  #copy(from: NativeSide, to: NativeSide): boolean {
    const { libc } = from.parts;
    const read = libc.recv(from.fd, common, READ_BYTES, 0);
    if (read <= 0) return this.#nothingRead(read);
    this.#count(read);
    const sent = libc.send(to.fd, common, read, NOSIGNAL);
    if (sent < read) {
      if (sent === -1 && libc.errno() !== EAGAIN) {
        to.failed(libc.errno());
        return false;
      }
      this.#givePipe();
      this.#rest = Buffer.from(common.subarray(Math.max(sent, 0), read));
      this.held = this.#rest.length;
      return true;
    }
    if (read === READ_BYTES) {
      this.#large = true;
      this.#small = 0;
    }
    // Less than asked for means that there is no more; a new event tells of what comes later.
    else if (!this.#ends && !this.#urgent) this.#readable = false;
    return true;
  }

  /** Moves much into the pipe; false where nothing more is to be done now. */
  #splice(from: NativeSide, to: NativeSide, pipe: Pipe): boolean {
    const { libc } = from.parts;
    const read = libc.splice(from.fd, null, pipe.writer, null, pipe.length, SPLICE);
    // Before an urgent byte it gives 0 as well: whether that is the end is for a read to say.
    if (read === 0) return this.#copy(from, to);
    if (read === -1) return this.#nothingRead(read);
    this.#count(read);
    this.held = read;
    if (read >= SMALL_BYTES) this.#small = 0;
    else if ((this.#small += 1) > FEW) this.#large = false;
    return true;
  }

  /** The pipe for large reads; none while all are lent. */
  #takePipe(): Pipe | undefined {
    this.#pipe ??= this.#from.parts.pipes.take() ?? undefined;
    return this.#pipe;
  }

  #count(bytes: number): void {
    this.bytes += bytes;
    this.#from.owner.moved(this.#from, bytes);
  }

  /** What a read that gave nothing means: an end (0), nothing more now, or a failure. */
  #nothingRead(result: number): boolean {
    const errno = result === 0 ? 0 : this.#from.parts.libc.errno();
    this.#readable = false;
    this.#givePipe();
    if (result === 0) this.#from.owner.ended(this.#from);
    else if (errno !== EAGAIN) this.#from.failed(errno);
    return false;
  }

  #givePipe(): void {
    if (this.#pipe === undefined) return;
    this.#from.parts.pipes.give(this.#pipe);
    this.#pipe = undefined;
  }

  #waitForTurn(): void {
    if (this.#waits) return;
    this.#waits = true;
    this.#from.parts.loop.later(this);
  }
}
