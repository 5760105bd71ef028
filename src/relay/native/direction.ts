import type { PackedBytes } from '../handing-over/packed.ts';
import type { Parcel } from '../handing-over/parcel.ts';
import type { Meter, Rate } from '../common/rate.ts';
import type { Side, SideOwner } from '../transport.ts';
import { EAGAIN, EPIPE } from './libc.ts';
import { ERR, HUP, PRI, RDHUP } from './epoll-event.ts';
import type { FreshSocket } from './fresh-socket.ts';
import type { Resumable } from './loop.ts';
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
  /** What is to be told of the first bytes that are sent to it; undefined for most. */
  fresh: FreshSocket | undefined;
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
  /** Bytes that go before the first that are read. */
  #first: Buffer | undefined;
  #waits = false;
  /** Its share of a rate; undefined where it has no limit. */
  #meter: Meter | undefined;

  constructor(from: DirectionEnd) {
    this.#from = from;
  }

  /** Notes by epoll's flags that there is something to read. */
  toRead(flags: number): void {
    this.#readable = true;
    if (flags & (RDHUP | HUP | ERR)) this.#ends = true;
    if (flags & PRI) this.#urgent = true;
  }

  /** Sends these bytes before all that is read; called before the first flow(). */
  prepend(bytes: Buffer): void {
    this.#first = bytes;
  }

  resume(): void {
    this.#waits = false;
    // A rate has its turns by a timer.
    this.#from.parts.loop.stir();
    this.flow();
    if (this.held > 0) this.#from.standsStill();
  }

  /** Reads no more than its share of this rate from now on. */
  regulate(rate: Rate | undefined): void {
    const before = this.#meter;
    if (before?.rate === rate) return;
    this.#meter = rate?.join(this);
    if (before === undefined) return;
    before.leave();
    this.flow();
  }

  /** Moves what can be moved now, at most the share of a turn. */
  flow(): void {
    const from = this.#from;
    const to = from.peer;
    if (to === undefined || from.finished || !from.isOpen || !to.isWritable || from.owner.over) return;
    const { fd } = from;
    const { open } = from.parts;
    open.moves(fd);
    this.#move(from, to);
    open.rests(from.fd === fd ? fd : -1, this.held, this.bytes);
  }

  #move(from: DirectionEnd, to: DirectionEnd): void {
    if (this.#first !== undefined && !this.#sendFirst(from, to, this.#first)) return;
    const until = this.bytes + TURN_BYTES;
    while (this.#sendHeld(to)) {
      if (!this.#readable) {
        this.#givePipe();
        return;
      }
      if (this.bytes >= until) {
        this.#waitForTurn();
        return;
      }
      const most = this.#meter === undefined ? Infinity : this.#meter.allow();
      if (most === 0) {
        this.#givePipe();
        return;
      }
      const pipe = this.#large && !this.#urgent ? this.#takePipe() : undefined;
      if (!(pipe ? this.#splice(from, to, pipe, most) : this.#copy(from, to, most))) return;
    }
  }

  /** Packs what was read and is not sent yet; undefined where nothing is. */
  pack(parcel: Parcel): PackedBytes | undefined {
    if (this.held === 0) return undefined;
    if (this.#rest || !this.#pipe) return { piece: parcel.addBytes(this.#rest ?? Buffer.alloc(0)) };
    const { reader, writer, length } = this.#pipe;
    return { reader: parcel.add(reader), writer: parcel.add(writer), length, count: this.held };
  }

  /** Goes on where another direction has stopped, which has read so many bytes and holds some. */
  goOn(bytes: number, held: PackedBytes | undefined, parcel: Parcel): void {
    this.bytes = bytes;
    if (held === undefined) return;
    if ('piece' in held) {
      this.#rest = parcel.bytes(held.piece);
      this.held = this.#rest.length;
      return;
    }
    const { length, count } = held;
    const pipe = {
      reader: parcel.descriptor(held.reader),
      writer: parcel.descriptor(held.writer),
      length,
    };
    this.#from.parts.adoptPipe(pipe);
    this.#pipe = pipe;
    this.#large = true;
    this.held = count;
  }

  /** Frees what it holds; its socket is closed. */
  end(): void {
    if (this.held > 0 && this.#pipe) {
      this.#from.parts.pipes.discard(this.#pipe);
      this.#pipe = undefined;
    } else this.#givePipe();
    this.#meter?.leave();
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

  /** Sends the bytes that go before the first that are read, with those; false where nothing more is to be done. */
  #sendFirst(from: DirectionEnd, to: DirectionEnd, first: Buffer): boolean {
    const { libc } = from.parts;
    this.#first = undefined;
    first.copy(common);
    const room = READ_BYTES - first.length;
    const read = this.#readable ? libc.recv(from.fd, common.subarray(first.length), room, 0) : 0;
    if (read === -1 && libc.errno() !== EAGAIN) return this.#nothingRead(read);
    if (read > 0) this.#count(read);
    // An end is found again by the next read.
    if (read !== 0 && read < room && !this.#ends && !this.#urgent) this.#readable = false;
    return this.#sendCommon(to, first.length + Math.max(read, 0));
  }

  /** Sends the first bytes of the common buffer and keeps those that are not taken; false where that failed. */
  #sendCommon(to: DirectionEnd, bytes: number): boolean {
    const { libc } = this.#from.parts;
    if (to.fresh !== undefined) to.fresh = to.fresh.sends(bytes);
    const sent = libc.send(to.fd, common, bytes, NOSIGNAL);
    if (sent === bytes) return true;
    if (sent === -1 && libc.errno() !== EAGAIN) {
      to.writeFailed(libc.errno());
      return false;
    }
    this.#givePipe();
    this.#rest = Buffer.from(common.subarray(Math.max(sent, 0), bytes));
    this.held = this.#rest.length;
    return true;
  }

  /** Reads into memory, `most` bytes at the most, and sends that; false where nothing more is to be done now. */
  #copy(from: DirectionEnd, to: DirectionEnd, most: number): boolean {
    const { libc } = from.parts;
    const asked = Math.min(READ_BYTES, most);
    const read = libc.recv(from.fd, common, asked, 0);
    if (read <= 0) return this.#nothingRead(read);
    this.#count(read);
    if (!this.#sendCommon(to, read)) return false;
    if (this.held > 0) return true;
    if (read === READ_BYTES) {
      this.#large = true;
      this.#small = 0;
    }
    // Less than asked for means that there is no more; a new event tells of what comes later.
    else if (read < asked && !this.#ends && !this.#urgent) this.#readable = false;
    return true;
  }

  /** Reads into the pipe, `most` bytes at the most; false where nothing more is to be done now. */
  #splice(from: DirectionEnd, to: DirectionEnd, pipe: Pipe, most: number): boolean {
    const { libc } = from.parts;
    const read = libc.splice(from.fd, null, pipe.writer, null, Math.min(pipe.length, most), SPLICE);
    // It returns 0 before an urgent byte as well; a read tells whether it is the end.
    if (read === 0) return this.#copy(from, to, most);
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
    if (this.#meter !== undefined) this.#meter.took(bytes);
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
