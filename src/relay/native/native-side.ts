import type { Side, SideOwner } from '../transport.ts';
import { ADDRESS_BYTES, dotted, localEnd, remoteEnd } from './addresses.ts';
import {
  AF_INET,
  AF_INET6,
  EINPROGRESS,
  EPIPE,
  NONBLOCK_CLOEXEC,
  SOCK_STREAM,
  errorName,
  isWant,
  systemError,
} from './libc.ts';
import { EDGE, ERR, HUP, IN, OUT, PRI, RDHUP, type Watched } from './loop.ts';
import { keepAlive, resetWhenClosed, sendAtOnce, takeError, unsent } from './options.ts';
import type { NativeParts } from './parts.ts';
import { Way } from './way.ts';

const SHUT_WR = 1;
const CLOSED = -1;
/** Everything is told once, when it changes: a socket is registered with the system one time for all. */
const ALL = IN | PRI | OUT | RDHUP | EDGE;
const READABLE = IN | PRI | RDHUP | HUP | ERR;

/** A socket that was accepted, and who is at its other end: IPv4 in its 32 bits, or an address in words. */
export interface AcceptedSocket {
  readonly fd: number;
  readonly address: number | string;
  readonly port: number;
}

/** One end of a connection: a socket of the system. */
export class NativeSide implements Side, Watched {
  readonly by: 'client' | 'backend';
  finished = false;
  peer: NativeSide | undefined;
  remotePort: number | undefined;
  readonly owner: SideOwner;
  readonly parts: NativeParts;
  /** The direction that begins here. */
  readonly way: Way;
  fd: number;
  #remote: number | string | undefined;
  #connecting = false;
  /** The system told of an error. */
  #isBroken = false;
  #isClosed = false;

  /** Takes over an accepted socket; without one, the side connects by itself. */
  constructor(owner: SideOwner, by: 'client' | 'backend', parts: NativeParts, accepted?: AcceptedSocket) {
    this.owner = owner;
    this.by = by;
    this.parts = parts;
    this.fd = accepted?.fd ?? CLOSED;
    this.#remote = accepted?.address;
    this.remotePort = accepted?.port;
    this.way = new Way(this);
    if (accepted) parts.loop.watch(accepted.fd, ALL, this);
  }

  get remoteAddress(): string | undefined {
    return typeof this.#remote === 'number' ? dotted(this.#remote) : this.#remote;
  }

  get bytes(): number {
    return this.way.bytes;
  }

  get queued(): number {
    return this.peer?.way.held ?? 0;
  }

  /** Its socket is open, and connected. */
  get isOpen(): boolean {
    return this.fd !== CLOSED && !this.#connecting;
  }

  join(peer: Side): void {
    if (peer instanceof NativeSide) this.peer = peer;
  }

  read(): void {
    this.way.flow();
  }

  connect(host: string, port: number): void {
    const { libc, loop, open } = this.parts;
    const target = this.parts.addressOf(host, port);
    const family = target.length === ADDRESS_BYTES ? AF_INET6 : AF_INET;
    const fd = libc.socket(family, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
    if (fd === -1) {
      const errno = libc.errno();
      if (isWant(errno)) this.parts.full('system');
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
    this.way.end();
    this.owner.closed(this);
  }

  reset(): void {
    if (this.isOpen) resetWhenClosed(this.parts.libc, this.fd);
    this.close();
  }

  /** A reset behind its FIN ends the connection when the other end has all that was sent before. */
  rest(): void {
    const { peer } = this;
    if (!this.#isBroken || !this.finished || peer === undefined || peer.fd === CLOSED) return;
    if (unsent(this.parts.libc, peer.fd) === 0) this.failed(EPIPE);
  }

  keepAlive(afterMs: number): void {
    keepAlive(this.parts.libc, this.fd, afterMs);
  }

  metItself(port: number): boolean {
    const { libc } = this.parts;
    const own = localEnd(libc, this.fd);
    // The target may be spelled in many ways, of which some mean this machine.
    return own?.port === port && remoteEnd(libc, this.fd)?.host === own.host;
  }

  ready(flags: number): void {
    if (this.#connecting) {
      this.#connected(flags);
      return;
    }
    const { way, peer } = this;
    if (flags & READABLE) way.toRead(flags);
    if (peer === undefined) {
      if (flags & ERR) this.#leftEarly();
      return;
    }
    if (flags & OUT && peer.way.held > 0) peer.way.flow();
    if (!this.finished && this.fd !== CLOSED) way.flow();
    if (flags & ERR && this.fd !== CLOSED) this.#broken();
  }

  /** The client has an error before its target was reached: where it reset, there is nobody left to connect for. */
  #leftEarly(): void {
    const errno = takeError(this.parts.libc, this.fd);
    if (errno !== 0 && errno !== EPIPE) this.failed(errno);
  }

  /**
   * The socket has an error that reading did not meet (yet). A reset behind its FIN (EPIPE, Linux tcp_reset()) leaves whole
   * what it sent before, which ending the connection would cut: that waits until the other end has it, or writes.
   */
  #broken(): void {
    this.#isBroken = true;
    // What has read not its FIN, and is not blocked, meets the error by reading on.
    if (this.way.held === 0 && !this.finished) return;
    const errno = takeError(this.parts.libc, this.fd);
    if (errno !== 0 && errno !== EPIPE) this.failed(errno);
    else this.rest();
  }

  /** The socket failed; `errno` 0 is a reset that was told of already. */
  failed(errno: number): void {
    this.owner.failed(this, errno === 0 ? 'ECONNRESET' : errorName(errno));
  }

  #connected(flags: number): void {
    const errno = flags & (ERR | HUP) ? takeError(this.parts.libc, this.fd) : 0;
    if (errno !== 0) {
      this.failed(errno);
      return;
    }
    if (!(flags & OUT)) return;
    this.#connecting = false;
    if (flags & READABLE) this.way.toRead(flags);
    this.owner.connected(this);
  }
}
