import type { IpVersion } from '../../portproxy/family.ts';
import {
  type Accepted,
  BACKLOG,
  type Listener,
  type ListenerEvents,
  type Side,
  type SideOwner,
} from '../transport.ts';
import { ADDRESS_BYTES, hostOf, localEnd, portOf, socketAddress } from './addresses.ts';
import {
  AF_INET,
  AF_INET6,
  EAGAIN,
  EINTR,
  NONBLOCK_CLOEXEC,
  SOCK_STREAM,
  errorName,
  isWant,
  systemError,
} from './libc.ts';
import { IN, type Watched } from './loop.ts';
import { type AcceptedSocket, NativeSide } from './native-side.ts';
import { ipv6Only, resetWhenClosed, reuseAddress, sendAtOnce } from './options.ts';
import type { NativeParts } from './parts.ts';

/** So many connections are accepted before other events have their turn. */
const BATCH = 32;
const ECONNABORTED = 103;

const address = Buffer.alloc(ADDRESS_BYTES);
const length = Int32Array.of(0);

/** What listeners need besides. */
export interface ListenerParts extends NativeParts {
  /** The listener is gone. */
  closed(listener: NativeListener): void;
}

/** A listening socket. */
export class NativeListener implements Listener, Watched {
  readonly host: string;
  readonly #parts: ListenerParts;
  readonly #events: ListenerEvents;
  readonly #fd: number;
  #isAccepting = true;
  #isClosed = false;

  /** Listens. Throws the system's error. */
  constructor(host: string, version: IpVersion, port: number, parts: ListenerParts, events: ListenerEvents) {
    const { libc, open } = parts;
    this.host = host;
    this.#parts = parts;
    this.#events = events;
    const at = socketAddress(libc, host, port);
    const family = version === 4 ? AF_INET : AF_INET6;
    const fd = libc.socket(family, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
    if (fd === -1) throw systemError('socket', libc.errno());
    reuseAddress(libc, fd);
    sendAtOnce(libc, fd);
    if (version === 6) ipv6Only(libc, fd);
    try {
      if (libc.bind(fd, at, at.length) === -1 || libc.listen(fd, BACKLOG) === -1)
        throw systemError('listen', libc.errno());
      parts.loop.watch(fd, IN, this);
    } catch (error) {
      libc.close(fd);
      throw error;
    }
    open.opened(fd);
    this.#fd = fd;
  }

  ready(): void {
    const { libc, open, transport } = this.#parts;
    for (let count = 0; count < BATCH; count += 1) {
      if (this.#isClosed || !this.#isAccepting) return;
      if (!transport.descriptors.roomForConnection) {
        // After one was taken, nobody may be waiting; the system says so if somebody is.
        if (count === 0) this.#parts.full('budget');
        return;
      }
      length[0] = ADDRESS_BYTES;
      const fd = libc.accept4(this.#fd, address, length, NONBLOCK_CLOEXEC);
      if (fd === -1) {
        const errno = libc.errno();
        if (errno === EAGAIN) return;
        if (errno === EINTR || errno === ECONNABORTED) continue;
        // The connection stays where it is, for a time when there is room.
        if (isWant(errno)) {
          this.#parts.full('system');
          return;
        }
        this.#events.acceptFailed(errorName(errno));
        continue;
      }
      open.opened(fd);
      this.#take(new NativeAccepted(fd, this.#parts));
    }
  }

  #take(accepted: NativeAccepted): void {
    try {
      this.#events.accepted(accepted, this);
    } catch (error) {
      // The system has a bound for what a user's programs watch (epoll(7)).
      if (accepted.isTaken || !(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
      accepted.reset();
      this.#events.acceptFailed(String(error.code));
    }
  }

  /** Whether it accepts what knocks. */
  accepts(isOpen: boolean): void {
    this.#isAccepting = isOpen;
    this.#parts.loop.change(this.#fd, isOpen ? IN : 0);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { libc, loop, open } = this.#parts;
    loop.forget(this.#fd);
    open.closed(this.#fd);
    libc.close(this.#fd);
    this.#parts.closed(this);
  }
}

class NativeAccepted implements Accepted, AcceptedSocket {
  readonly fd: number;
  readonly port = portOf(address);
  /** In words only where it must be, since few are ever asked for it. */
  readonly address: number | string;
  readonly #parts: NativeParts;
  /** Its descriptor belongs to a side. */
  isTaken = false;

  constructor(fd: number, parts: NativeParts) {
    this.fd = fd;
    this.#parts = parts;
    this.address =
      address.readUInt16LE(0) === AF_INET ? address.readUInt32BE(4) : hostOf(parts.libc, address);
  }

  localAddress(): string | undefined {
    return localEnd(this.#parts.libc, this.fd)?.host;
  }

  take(owner: SideOwner): Side {
    const side = new NativeSide(owner, 'client', this.#parts, this);
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
