import type { Rate } from '../common/rate.ts';
import type { BeginningReader, Side, SideName, SideOwner } from '../transport.ts';
import { dotted } from '../common/dotted.ts';
import type { PackedSide } from '../handing-over/packed.ts';
import type { Parcel } from '../handing-over/parcel.ts';
import { type ConnectedSocket, localEnd, metItself } from './addresses.ts';
import { openConnecting } from './dialling.ts';
import { dropBeginning, showBeginning } from './beginning.ts';
import { Direction, type DirectionEnd } from './direction.ts';
import { abandonSocket, beginReset, closeSocket } from './ending.ts';
import { FreshSocket, settleSocket } from './fresh-socket.ts';
import { EPIPE, SHUT_WR, errorName } from './libc.ts';
import { CHANGES, ERR, HUP, OUT, RDHUP, READABLE } from './epoll-event.ts';
import type { Watched } from './loop.ts';
import { isSilent, keepAlive, takeError, unread, unsent } from './options.ts';
import type { NativeParts } from './parts.ts';

const CLOSED = -1;

/** One end of a connection: a socket of the system. */
export class NativeSide implements DirectionEnd, Watched {
  readonly by: SideName;
  finished = false;
  peer: NativeSide | undefined;
  fresh: FreshSocket | undefined;
  remotePort: number | undefined;
  readonly owner: SideOwner;
  readonly parts: NativeParts;
  /** The direction that begins here. */
  readonly direction: Direction;
  fd: number;
  remote: number | string | undefined;
  #connecting = false;
  /** The system reported an error. */
  #isBroken = false;
  /** Its error number, which a failed write has taken from the system and no read will see; 0: none. */
  #writeErrno = 0;
  #isClosed = false;
  #reader: BeginningReader | undefined;

  /** Takes over a connected socket; without one it is to connect. Throws the system's error. */
  constructor(owner: SideOwner, by: SideName, parts: NativeParts, socket?: ConnectedSocket) {
    this.owner = owner;
    this.by = by;
    this.parts = parts;
    this.fd = socket?.fd ?? CLOSED;
    this.remote = socket?.address;
    this.remotePort = socket?.port;
    this.direction = new Direction(this);
    if (socket) parts.loop.watch(socket.fd, CHANGES, this);
  }

  get remoteAddress(): string | undefined {
    return typeof this.remote === 'number' ? dotted(this.remote) : this.remote;
  }

  get bytes(): number {
    return this.direction.bytes;
  }

  get queued(): number {
    return this.peer?.direction.held ?? 0;
  }

  get isOpen(): boolean {
    return this.fd !== CLOSED && !this.#connecting;
  }

  get isWritable(): boolean {
    return this.isOpen && this.#writeErrno === 0;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  unsent(): number {
    return this.fd === CLOSED ? 0 : unsent(this.parts.libc, this.fd);
  }

  join(peer: Side): void {
    if (peer instanceof NativeSide) this.peer = peer;
  }

  read(): void {
    this.direction.flow();
  }

  readBeginning(reader: BeginningReader): void {
    // Its bytes, also those that have come already, are announced in the next turn.
    this.#reader = reader;
  }

  skip(bytes: number): void {
    this.#reader = undefined;
    this.parts.open.taken(this.fd);
    dropBeginning(this.parts.libc, this.fd, bytes);
  }

  prepend(bytes: Buffer): void {
    this.direction.prepend(bytes);
  }

  regulate(rate: Rate | undefined): void {
    this.direction.regulate(rate);
  }

  connect(host: string, port: number, from?: string): void {
    const target = this.parts.targets.of(host, port);
    this.fd = openConnecting(this.parts, target, from);
    this.fresh = new FreshSocket(this, target);
    this.#connecting = true;
    this.remote = host;
    this.remotePort = port;
    this.parts.loop.watch(this.fd, CHANGES, this);
  }

  get isAtRest(): boolean {
    return this.isWritable && !this.#isBroken && this.direction.held === 0;
  }

  pack(parcel: Parcel): PackedSide {
    return {
      ...(this.fd !== CLOSED && { fd: parcel.add(this.fd) }),
      address: this.remote ?? '',
      port: this.remotePort ?? 0,
      bytes: this.bytes,
      ...(this.#connecting && { isConnecting: true }),
      ...(this.#isBroken && { isBroken: true }),
      ...(this.finished && { finished: true }),
      writeErrno: this.#writeErrno,
      held: this.direction.pack(parcel),
    };
  }

  /** Goes on where a side of another process has stopped. Throws the system's error where it cannot be watched. */
  goOn(packed: PackedSide, parcel: Parcel): void {
    this.remote = packed.address;
    this.remotePort = packed.port;
    this.#connecting = packed.isConnecting === true;
    this.#isBroken = packed.isBroken === true;
    this.#writeErrno = packed.writeErrno ?? 0;
    this.finished = packed.finished === true;
    this.direction.goOn(packed.bytes, packed.held, parcel);
    this.#isClosed = packed.fd === undefined;
    if (packed.fd === undefined) return;
    this.fd = parcel.descriptor(packed.fd);
    if (this.by === 'backend') settleSocket(this.parts.libc, this.fd);
    // Watching it anew reports all that is so by now.
    this.parts.loop.watch(this.fd, CHANGES, this);
    this.parts.open.opened(this.fd);
  }

  countOn(bytes: number): void {
    this.direction.bytes = bytes;
    this.parts.open.rests(this.fd, 0, bytes);
  }

  finish(): void {
    this.parts.libc.shutdown(this.fd, SHUT_WR);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { fd } = this;
    this.fd = CLOSED;
    if (fd !== CLOSED) closeSocket(this.parts, fd);
    this.direction.end();
    this.owner.closed(this);
  }

  reset(): void {
    if (this.isOpen) beginReset(this.parts, this.fd);
    this.close();
  }

  abandon(): void {
    const { fd } = this;
    this.#isClosed = true;
    this.fd = CLOSED;
    if (fd !== CLOSED) abandonSocket(this.parts, fd);
    this.direction.end();
  }

  /**
   * Ends a connection whose client has reset it while the backend takes nothing; or that was reset behind a FIN, when the
   * other end has everything that came before.
   */
  rest(): void {
    const { peer } = this;
    if (!this.#isBroken || peer === undefined || peer.fd === CLOSED) return;
    if (!this.finished) this.standsStill();
    else if (peer.unsent() === 0) this.failed(EPIPE);
  }

  standsStill(): void {
    if (!this.#isBroken || this.by === 'backend' || this.finished || this.fd === CLOSED) return;
    this.#failsOfError();
  }

  keepAlive(afterMs: number): void {
    keepAlive(this.parts.libc, this.fd, afterMs);
  }

  isSilent(ms: number): boolean {
    return this.fd !== CLOSED && isSilent(this.parts.libc, this.fd, ms);
  }

  localAddress(): string | undefined {
    return this.fd === CLOSED ? undefined : localEnd(this.parts.libc, this.fd)?.host;
  }

  metItself(port: number): boolean {
    return metItself(this.parts.libc, this.fd, port);
  }

  ready(flags: number): void {
    if (this.#connecting) {
      this.#connected(flags);
      return;
    }
    const { direction, peer } = this;
    if (flags & READABLE) direction.toRead(flags);
    if (peer === undefined) {
      if (this.#reader !== undefined && flags & READABLE) this.#peek(this.#reader, flags);
      if (flags & ERR) this.#failsOfError();
      return;
    }
    if (flags & OUT && peer.direction.held > 0) peer.direction.flow();
    if (!this.finished && this.fd !== CLOSED) direction.flow();
    if (flags & ERR && this.fd !== CLOSED) this.#broken();
  }

  /** Shows the reader the bytes that wait, and finds the end that comes before it has taken any. */
  #peek(reader: BeginningReader, flags: number): void {
    const errno = showBeginning(this.parts.libc, this.fd, reader);
    if (errno !== 0) this.failed(errno);
    if (this.#reader !== undefined && this.fd !== CLOSED && flags & (RDHUP | HUP)) this.owner.ended(this);
  }

  /** Fails where the system has an error of it, such as a reset: then nobody is left to connect for. Returns whether it has. */
  #failsOfError(): boolean {
    const errno = takeError(this.parts.libc, this.fd);
    if (errno === 0 || errno === EPIPE) return false;
    this.failed(errno);
    return true;
  }

  /**
   * The socket has an error that no read has reported yet. After a reset behind a FIN (EPIPE, Linux tcp_reset()) the bytes
   * that came before it are delivered first: the connection ends when the other end has them (rest()), or writes.
   */
  #broken(): void {
    this.#isBroken = true;
    // The system reports the error to the read behind the last byte (Linux tcp_recvmsg()); a client's is not waited for.
    const reads = this.by === 'backend' || (this.direction.held === 0 && this.peer?.isWritable === true);
    if (reads && !this.finished) return;
    if (!this.#failsOfError()) this.rest();
  }

  atEnd(): void {
    // The failed write has taken the error, so that the last read sees none.
    if (this.#writeErrno === 0) this.owner.ended(this);
    else this.failed(this.#writeErrno);
  }

  failed(errno: number): void {
    this.owner.failed(this, errorName(errno));
  }

  writeFailed(errno: number): void {
    if (this.by === 'client' || this.finished) {
      this.failed(errno);
      return;
    }
    this.#isBroken = true;
    this.#writeErrno = errno;
    this.direction.toRead(ERR);
    this.direction.flow();
  }

  #connected(flags: number): void {
    const errno = flags & (ERR | HUP) ? takeError(this.parts.libc, this.fd) : 0;
    if (errno !== 0 && unread(this.parts.libc, this.fd) === 0) {
      this.failed(errno);
      return;
    }
    if (!(flags & OUT)) return;
    if (errno !== 0) {
      // It was reached, answered and reset before this came to it: the answer is read first.
      this.#isBroken = true;
      this.#writeErrno = errno;
    }
    this.#connecting = false;
    if (flags & READABLE) this.direction.toRead(flags);
    this.owner.connected(this);
    if (this.fd !== CLOSED) this.fresh?.connected();
  }
}
