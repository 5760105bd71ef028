import type { Side, SideOwner } from '../transport.ts';
import { EAGAIN, EPIPE } from './libc.ts';
import { ERR, HUP, PRI, RDHUP, type Resumable } from './loop.ts';
import type { NativeParts } from './parts.ts';
import type { Pipe } from './pipes.ts';

/** How much is read into memory at once; where more comes at a time, a pipe is used. */
const READ_BYTES = 64 << 10;
/** How much a direction moves before others have their turn, bytes. */
const TURN_BYTES = 256 << 10;
/** After so many small reads in a row the pipe is given back. */
const FEW = 8;
const SMALL_BYTES = 16 << 10;
const NOSIGNAL = 0x4000;
/** SPLICE_F_MOVE | SPLICE_F_NONBLOCK */
const SPLICE = 3;

/** The buffer of all small reads; what cannot be sent on at once is copied out before the next read. */
const common = Buffer.allocUnsafeSlow(READ_BYTES);

/** One end of a connection, as its directions use it. */
export interface DirectionEnd extends Side {
  readonly owner: SideOwner;
  readonly parts: NativeParts;
  readonly peer: DirectionEnd | undefined;
  readonly fd: number;
  /** Its socket is open, and connected. */
  readonly isOpen: boolean;
  /** Its socket is open, and no write to it has failed. */
  readonly isWritable: boolean;
  /** The other end takes no more of what was read; where this one has broken meanwhile, no read will tell that. */
  standsStill(): void;
  /** A read has come to the end of what this end sends. */
  atEnd(): void;
  /** A read failed; nothing is left to read. */
  failed(errno: number): void;
  /** A write to it failed; what it sent before may still wait to be read. */
  writeFailed(errno: number): void;
}

/**
 * Moves the bytes that one end sends to the other end. Small amounts are read into memory and sent; large ones are
 * spliced through a pipe of the system and never seen here (splice(2)). It reads only what the other end takes.
 */
export class Direction implements Resumable {
  /** Bytes read so far. */
  bytes = 0;
  /** Bytes read and not sent yet. */
  held = 0;
  readonly #from: DirectionEnd;
  /** The system announced bytes, and not all of them were read yet. */
  #readable = false;
  /** The system announced the end; a read has to confirm it. */
  #ends = false;
  /** Urgent bytes (TCP's) came: reads stop short at them and splice returns 0, though there is more. */
  #urgent = false;
  #large = false;
  #small = 0;
  #pipe: Pipe | undefined;
  #rest: Buffer | undefined;
  #waits = false;

  constructor(from: DirectionEnd) {
    this.#from = from;
  }

  /** Notes by epoll's flags that there is something to read. */
  toRead(flags: number): void {
    this.#readable = true;
    if (flags & (RDHUP | HUP | ERR)) this.#ends = true;
    if (flags & PRI) this.#urgent = true;
  }

  resume(): void {
    this.#waits = false;
    this.flow();
    if (this.held > 0) this.#from.standsStill();
  }

  /** Moves what can be moved now, at most the share of a turn. */
  flow(): void {
    const from = this.#from;
    const to = from.peer;
    if (to === undefined || from.finished || !from.isOpen || !to.isWritable || from.owner.over) return;
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

  /** Frees what it holds; its socket is closed. */
  end(): void {
    if (this.held > 0 && this.#pipe) {
      this.#from.parts.pipes.discard(this.#pipe);
      this.#pipe = undefined;
    } else this.#givePipe();
    this.held = 0;
    this.#rest = undefined;
    this.#readable = false;
  }

  /** Sends what was read before; false while the other end takes no more of it. */
  #sendHeld(to: DirectionEnd): boolean {
    const { libc } = this.#from.parts;
    while (this.held > 0) {
      const sent = this.#rest
        ? libc.send(to.fd, this.#rest, this.held, NOSIGNAL)
        : libc.splice(this.#pipe?.reader ?? -1, null, to.fd, null, this.held, SPLICE);
      if (sent <= 0) {
        const errno = sent === 0 ? EPIPE : libc.errno();
        if (errno !== EAGAIN) to.writeFailed(errno);
        return false;
      }
      this.held -= sent;
      if (this.#rest) this.#rest = this.held > 0 ? this.#rest.subarray(sent) : undefined;
    }
    return true;
  }

  /** Reads into memory and sends that; false where nothing more is to be done now. */
  #copy(from: DirectionEnd, to: DirectionEnd): boolean {
    const { libc } = from.parts;
    const read = libc.recv(from.fd, common, READ_BYTES, 0);
    if (read <= 0) return this.#nothingRead(read);
    this.#count(read);
    const sent = libc.send(to.fd, common, read, NOSIGNAL);
    if (sent < read) {
      if (sent === -1 && libc.errno() !== EAGAIN) {
        to.writeFailed(libc.errno());
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

  /** Reads into the pipe; false where nothing more is to be done now. */
  #splice(from: DirectionEnd, to: DirectionEnd, pipe: Pipe): boolean {
    const { libc } = from.parts;
    const read = libc.splice(from.fd, null, pipe.writer, null, pipe.length, SPLICE);
    // It returns 0 before an urgent byte as well; a read tells whether it is the end.
    if (read === 0) return this.#copy(from, to);
    if (read === -1) return this.#nothingRead(read);
    this.#count(read);
    this.held = read;
    if (read >= SMALL_BYTES) this.#small = 0;
    else if ((this.#small += 1) > FEW) this.#large = false;
    return true;
  }

  /** Returns the pipe for large reads; undefined while all are lent. */
  #takePipe(): Pipe | undefined {
    this.#pipe ??= this.#from.parts.pipes.take() ?? undefined;
    return this.#pipe;
  }

  #count(bytes: number): void {
    this.bytes += bytes;
    this.#from.owner.moved(this.#from, bytes);
  }

  /** Handles a read without bytes: the end (0), nothing more now, or a failure. */
  #nothingRead(result: number): boolean {
    const errno = result === 0 ? 0 : this.#from.parts.libc.errno();
    this.#readable = false;
    this.#givePipe();
    if (result === 0) this.#from.atEnd();
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
