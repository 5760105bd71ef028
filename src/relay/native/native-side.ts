import type { Side, SideName, SideOwner } from '../transport.ts';
import { dotted } from '../common/dotted.ts';
import { ADDRESS_BYTES, localEnd, remoteEnd } from './addresses.ts';
import { Direction, type DirectionEnd } from './direction.ts';
import {
  AF_INET,
  AF_INET6,
  EINPROGRESS,
  EPIPE,
  NONBLOCK_CLOEXEC,
  SOCK_STREAM,
  errorName,
  isShortage,
  systemError,
} from './libc.ts';
import { EDGE, ERR, HUP, IN, OUT, PRI, RDHUP, type Watched } from './loop.ts';
import { isSilent, keepAlive, resetWhenClosed, sendAtOnce, takeError, unread, unsent } from './options.ts';
import type { NativeParts } from './parts.ts';

const SHUT_WR = 1;
const CLOSED = -1;
/** Each change is reported once, so a socket is registered with epoll a single time. */
const ALL = IN | PRI | OUT | RDHUP | EDGE;
const READABLE = IN | PRI | RDHUP | HUP | ERR;

/** A connected socket and its other end. */
export interface ConnectedSocket {
  readonly fd: number;
  /** An IPv4 address as its 32 bits, or an address as text. */
  readonly address: number | string;
  readonly port: number;
}

/** One end of a connection: a socket of the system. */
export class NativeSide implements DirectionEnd, Watched {
  readonly by: SideName;
  finished = false;
  peer: NativeSide | undefined;
  remotePort: number | undefined;
  readonly owner: SideOwner;
  readonly parts: NativeParts;
  /** The direction that begins here. */
  readonly direction: Direction;
  fd: number;
  #remote: number | string | undefined;
  #connecting = false;
  /** The system reported an error. */
  #isBroken = false;
  /** Its error number, which a failed write has taken from the system and no read will see; 0: none. */
  #writeErrno = 0;
  #isClosed = false;

  /** Takes over a connected socket; without one it is to connect. Throws the system's error. */
  constructor(owner: SideOwner, by: SideName, parts: NativeParts, socket?: ConnectedSocket) {
    this.owner = owner;
    this.by = by;
    this.parts = parts;
    this.fd = socket?.fd ?? CLOSED;
    this.#remote = socket?.address;
    this.remotePort = socket?.port;
    this.direction = new Direction(this);
    if (socket) parts.loop.watch(socket.fd, ALL, this);
  }

  get remoteAddress(): string | undefined {
    return typeof this.#remote === 'number' ? dotted(this.#remote) : this.#remote;
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

  connect(host: string, port: number): void {
    const { libc, loop, open } = this.parts;
    const target = this.parts.addressOf(host, port);
    const family = target.length === ADDRESS_BYTES ? AF_INET6 : AF_INET;
    const fd = libc.socket(family, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
    if (fd === -1) {
      const errno = libc.errno();
      if (isShortage(errno)) this.parts.full('system');
      throw systemError('socket', errno);
    }
    this.fd = fd;
    open.opened(fd);
    sendAtOnce(libc, fd);
    if (libc.connect(fd, target, target.length) === -1) {
      const errno = libc.errno();
      if (errno !== EINPROGRESS) throw systemError('connect', errno);
    }
    this.#connecting = true;
    this.#remote = host;
    this.remotePort = port;
    loop.watch(fd, ALL, this);
  }

  finish(): void {
    this.parts.libc.shutdown(this.fd, SHUT_WR);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { fd, parts } = this;
    this.fd = CLOSED;
    if (fd !== CLOSED) {
      parts.loop.forget(fd);
      parts.open.closed(fd);
      parts.libc.close(fd);
    }
    this.direction.end();
    this.owner.closed(this);
  }

  reset(): void {
    if (this.isOpen) resetWhenClosed(this.parts.libc, this.fd);
    this.close();
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
    const errno = takeError(this.parts.libc, this.fd);
    if (errno !== 0 && errno !== EPIPE) this.failed(errno);
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
    const { libc } = this.parts;
    const own = localEnd(libc, this.fd);
    // The target's address is compared as the system has it: many spellings mean this machine.
    return own?.port === port && remoteEnd(libc, this.fd)?.host === own.host;
  }

  ready(flags: number): void {
    if (this.#connecting) {
      this.#connected(flags);
      return;
    }
    const { direction, peer } = this;
    if (flags & READABLE) direction.toRead(flags);
    if (peer === undefined) {
      if (flags & ERR) this.#leftEarly();
      return;
    }
    if (flags & OUT && peer.direction.held > 0) peer.direction.flow();
    if (!this.finished && this.fd !== CLOSED) direction.flow();
    if (flags & ERR && this.fd !== CLOSED) this.#broken();
  }

  /** The client's socket has an error before its target was reached: after a reset nobody is left to connect for. */
  #leftEarly(): void {
    const errno = takeError(this.parts.libc, this.fd);
    if (errno !== 0 && errno !== EPIPE) this.failed(errno);
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
    const errno = takeError(this.parts.libc, this.fd);
    if (errno !== 0 && errno !== EPIPE) this.failed(errno);
    else this.rest();
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
  }
}
