import type { IpVersion } from '../../portproxy/family.ts';
import {
  type AcceptedConnection,
  BACKLOG,
  type Listener,
  type ListenerEvents,
  type RemoteEnd,
  type Side,
  type SideName,
  type SideOwner,
} from '../transport.ts';
import type { PackedSocket } from '../handing-over/packed.ts';
import type { Parcel } from '../handing-over/parcel.ts';
import { ADDRESS_BYTES, type ConnectedSocket, hostOf, localEnd, portOf, socketAddress } from './addresses.ts';
import {
  AF_INET,
  AF_INET6,
  EAGAIN,
  EINTR,
  type Libc,
  NONBLOCK_CLOEXEC,
  SOCK_STREAM,
  errorName,
  isShortage,
  systemError,
} from './libc.ts';
import { IN } from './epoll-event.ts';
import type { Watched } from './loop.ts';
import { NativeSide } from './native-side.ts';
import { ipv6Only, resetWhenClosed, reuseAddress, sendAtOnce } from './options.ts';
import { bookKeyOf } from './book-key.ts';
import { WAITING } from './open-descriptors.ts';
import type { NativeParts } from './parts.ts';

/** The most connections that are accepted before other events have their turn. */
const BATCH = 32;
const ECONNABORTED = 103;

const address = Buffer.alloc(ADDRESS_BYTES);
const length = Int32Array.of(0);

/** The parts that listeners use. */
export interface ListenerParts extends NativeParts {
  /** The listener was closed. */
  closed(listener: NativeListener): void;
}

/** A descriptor that listens, and its address. */
export interface ListeningSocket {
  readonly fd: number;
  readonly host: string;
  readonly port: number;
}

/** Opens a descriptor that listens. Throws the system's error. */
export function openListening(libc: Libc, host: string, version: IpVersion, port: number): ListeningSocket {
  const at = socketAddress(libc, host, port);
  const fd = libc.socket(version === 4 ? AF_INET : AF_INET6, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
  if (fd === -1) throw systemError('socket', libc.errno());
  reuseAddress(libc, fd);
  sendAtOnce(libc, fd);
  if (version === 6) ipv6Only(libc, fd);
  if (libc.bind(fd, at, at.length) === -1 || libc.listen(fd, BACKLOG) === -1) {
    const error = systemError('listen', libc.errno());
    libc.close(fd);
    throw error;
  }
  return { fd, host, port };
}

/** A listening socket. */
export class NativeListener implements Listener, Watched {
  readonly host: string;
  readonly port: number;
  readonly #parts: ListenerParts;
  readonly #events: ListenerEvents;
  readonly #fd: number;
  #isAccepting = true;
  #isHeld = false;
  /** Since when connections have been waiting here without a break, ms of performance.now(). */
  #waitingSince: number | undefined;
  /** How many are accepted at once: about as many as came lately, since asking for one more costs a call. */
  #batch = 1;
  /** The turn of the loop in which so many had come. */
  #fullAt = -1;
  #isClosed = false;

  /** Takes over a descriptor that listens. Throws the system's error where it cannot be watched. */
  constructor({ fd, host, port }: ListeningSocket, parts: ListenerParts, events: ListenerEvents) {
    this.host = host;
    this.port = port;
    this.#fd = fd;
    this.#parts = parts;
    this.#events = events;
    parts.loop.watch(fd, IN, this);
    parts.open.listens(fd, 'tcp');
    parts.transport.store?.keep('tcp', fd);
  }

  ready(): void {
    const { libc, loop, open, transport } = this.#parts;
    if (this.#fullAt === loop.turn - 1) this.#batch = Math.min(BATCH, 2 * this.#batch);
    for (let count = 0; count < this.#batch; count += 1) {
      if (this.#isClosed || !this.#isAccepting || this.#isHeld) return;
      if (!transport.descriptors.roomForConnection) {
        // After one was taken the queue may be empty; if it is not, there will be another event.
        if (count === 0) {
          this.#waitingSince ??= performance.now();
          this.#parts.full('budget');
        }
        return;
      }
      if (this.#events.holds?.(this, count === 0)) {
        if (count === 0) this.#hold(true);
        return;
      }
      length[0] = ADDRESS_BYTES;
      const fd = libc.accept4(this.#fd, address, length, NONBLOCK_CLOEXEC);
      if (fd === -1) {
        const errno = libc.errno();
        if (errno === EAGAIN) {
          this.#waitingSince = undefined;
          this.#batch = Math.max(1, count);
          return;
        }
        if (errno === EINTR || errno === ECONNABORTED) continue;
        // The connection stays in the system's queue until there is room.
        if (isShortage(errno)) {
          this.#parts.full('system');
          return;
        }
        this.#events.acceptFailed(errorName(errno));
        continue;
      }
      open.opened(fd);
      const isIpv4 = address.readUInt16LE(0) === AF_INET;
      const from = isIpv4 ? address.readUInt32BE(4) : hostOf(libc, address);
      this.#take(new NativeAccepted(fd, from, portOf(address), this.#parts));
    }
    // If more wait there will be another event; they have not waited for room.
    this.#waitingSince = undefined;
    this.#fullAt = loop.turn;
  }

  #take(accepted: NativeAccepted): void {
    try {
      this.#events.accepted(accepted, this);
    } catch (error) {
      // The system limits how many descriptors a user's programs watch (epoll(7)).
      if (accepted.isTaken || !(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
      accepted.reset();
      this.#events.acceptFailed(String(error.code));
    }
  }

  /** Begins or stops to accept connections; while it does not, they wait in the system's queue. */
  accepts(isOpen: boolean): void {
    this.#isAccepting = isOpen;
    this.#watch();
  }

  /** Its descriptor, while it is open. */
  get fd(): number {
    return this.#fd;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  goOn(): void {
    if (this.#isClosed || !this.#isHeld) return;
    this.#hold(false);
    this.ready();
  }

  #hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#waitingSince = undefined;
    this.#watch();
  }

  #watch(): void {
    this.#parts.loop.change(this.#fd, this.#isAccepting && !this.#isHeld ? IN : 0);
  }

  /**
   * Resets the connections that wait here, where some have waited without a break since `before`, ms of
   * performance.now(). Returns whether it did.
   */
  refuseWaiting(before: number): boolean {
    const { libc, open } = this.#parts;
    if (this.#isClosed || this.#waitingSince === undefined || this.#waitingSince > before) return false;
    this.#waitingSince = undefined;
    for (let count = 0; count < BACKLOG; count += 1) {
      length[0] = ADDRESS_BYTES;
      const fd = libc.accept4(this.#fd, address, length, NONBLOCK_CLOEXEC);
      if (fd === -1) break;
      open.opened(fd);
      new NativeAccepted(fd, '', 0, this.#parts).reset();
      this.#events.acceptFailed('EMFILE');
    }
    return true;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { libc, loop, open, transport } = this.#parts;
    loop.forget(this.#fd);
    transport.store?.closing('tcp', this.#fd);
    open.closed(this.#fd);
    libc.close(this.#fd);
    this.#parts.closed(this);
  }
}

/** A connected socket that belongs to no connection yet. */
export class NativeAccepted implements AcceptedConnection, ConnectedSocket {
  readonly fd: number;
  readonly address: number | string;
  readonly port: number;
  readonly #parts: NativeParts;
  /** Its descriptor belongs to a side, or is closed. */
  isTaken = false;

  constructor(fd: number, from: number | string, port: number, parts: NativeParts) {
    this.fd = fd;
    this.address = from;
    this.port = port;
    this.#parts = parts;
  }

  remote(): RemoteEnd {
    return this;
  }

  pack(parcel: Parcel): PackedSocket {
    return { fd: parcel.add(this.fd), address: this.address, port: this.port };
  }

  waits({ id }: { readonly id: string }, listenPort: number): void {
    const waiting = { id: WAITING, entry: bookKeyOf(id), listenPort, startedAt: 0 };
    this.#parts.open.begun(this.fd, waiting, false);
  }

  localAddress(): string | undefined {
    return localEnd(this.#parts.libc, this.fd)?.host;
  }

  take(owner: SideOwner, by: SideName): Side {
    const side = new NativeSide(owner, by, this.#parts, this);
    this.isTaken = true;
    return side;
  }

  reset(): void {
    if (this.isTaken) return;
    this.isTaken = true;
    const { libc, open } = this.#parts;
    resetWhenClosed(libc, this.fd);
    open.closed(this.fd);
    libc.close(this.fd);
  }
}
