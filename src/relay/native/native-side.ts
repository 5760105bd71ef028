import type { Side, SideOwner } from '../transport.ts';
import { ADDRESS_BYTES, dotted, hostOf, portOf } from './addresses.ts';
import {
  AF_INET,
  AF_INET6,
  EINPROGRESS,
  NONBLOCK_CLOEXEC,
  SOCK_STREAM,
  errorName,
  systemError,
} from './libc.ts';
import { EDGE, ERR, HUP, IN, OUT, RDHUP, type Watched } from './loop.ts';
import { keepAlive, resetWhenClosed, sendAtOnce, takeError } from './options.ts';
import type { NativeParts } from './parts.ts';
import { Way } from './way.ts';

const SHUT_WR = 1;
const CLOSED = -1;
/** Everything is told once, when it changes: a socket is registered with the system one time for all. */
const ALL = IN | OUT | RDHUP | EDGE;

const address = Buffer.alloc(ADDRESS_BYTES);
const length = Int32Array.of(0);

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
    if (fd === -1) throw systemError('socket', libc.errno());
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

  /** A way keeps a pipe only while it cannot empty it. */
  rest(): void {}

  keepAlive(afterMs: number): void {
    keepAlive(this.parts.libc, this.fd, afterMs);
  }

  metItself(port: number): boolean {
    const { libc } = this.parts;
    length[0] = ADDRESS_BYTES;
    if (libc.getsockname(this.fd, address, length) === -1) return false;
    return portOf(address) === port && hostOf(libc, address) === this.remoteAddress;
  }

  ready(flags: number): void {
    if (this.#connecting) {
      this.#connected(flags);
      return;
    }
    const { way, peer } = this;
    if (flags & (IN | RDHUP | HUP | ERR)) way.toRead((flags & (RDHUP | HUP | ERR)) !== 0);
    if (peer === undefined) return;
    // What is blocked, or has read its FIN, would not see the error by reading on.
    if (flags & ERR && (way.held > 0 || this.finished)) {
      this.failed(takeError(this.parts.libc, this.fd));
      return;
    }
    if (flags & OUT && peer.way.held > 0) peer.way.flow();
    if (!this.finished && this.fd !== CLOSED) way.flow();
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
    if (flags & (IN | RDHUP)) this.way.toRead((flags & RDHUP) !== 0);
    this.owner.connected(this);
  }
}
