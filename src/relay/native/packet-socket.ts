import { DescriptorMessage } from './descriptor-message.ts';
import { AF_UNIX, EAGAIN, type Libc, SHUT_RDWR, systemError } from './libc.ts';
import { unsent } from './options.ts';

/** SOCK_SEQPACKET | SOCK_CLOEXEC (unix(7)): messages arrive whole and in order, and their end is seen. */
const PACKETS = 5 | 0o2000000;
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const SO_RCVTIMEO = 20;
const SO_SNDTIMEO = 21;
const ETOOMANYREFS = 109;
/** MSG_PEEK | MSG_DONTWAIT */
const PEEK_AT_ONCE = 0x42;
const EMFILE = 24;

/** The longest message, bytes: the system's usual send buffer holds a few of them. */
export const MOST_MESSAGE_BYTES = 64 << 10;

/** A message, and descriptors that came with it, which are the reader's now. */
export interface Packet {
  readonly bytes: Buffer;
  readonly descriptors: readonly number[];
}

/** A connected Unix socket whose messages carry descriptors (SCM_RIGHTS, unix(7)). Its calls wait. */
export class PacketSocket {
  readonly fd: number;
  readonly #libc: Libc;
  readonly #message: DescriptorMessage;

  /** Takes over a descriptor. */
  constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.fd = fd;
    this.#message = new DescriptorMessage(libc, MOST_MESSAGE_BYTES);
  }

  /** Lets each call wait for at most so long, ms; it fails with EAGAIN then. */
  limit(ms: number): void {
    const time = Buffer.alloc(16);
    time.writeBigInt64LE(BigInt(Math.floor(ms / 1_000)), 0);
    time.writeBigInt64LE(BigInt(Math.max(1, Math.round((ms % 1_000) * 1_000))), 8);
    for (const name of [SO_RCVTIMEO, SO_SNDTIMEO]) this.#libc.setsockopt(this.fd, SOL_SOCKET, name, time, 16);
  }

  /** The process at the other end, and its user, as they were when it connected or listened. */
  get peer(): { readonly pid: number; readonly user: number } {
    const facts = new Int32Array(3);
    const size = Int32Array.of(12);
    if (this.#libc.getsockopt(this.fd, SOL_SOCKET, SO_PEERCRED, facts, size) === -1)
      throw systemError('getsockopt', this.#libc.errno());
    return { pid: facts[0]!, user: facts[1]! };
  }

  /** Sends a message, with descriptors that stay open here. Throws the system's error. */
  send(bytes: Uint8Array, descriptors: readonly number[] = []): void {
    const until = performance.now() + LONGEST_BUSY_MS;
    for (;;) {
      const errno = this.#message.send(this.fd, bytes, descriptors);
      if (errno === 0) return;
      // Too many descriptors are under way: the other end takes them in a moment.
      if (errno !== ETOOMANYREFS || performance.now() >= until) throw systemError('sendmsg', errno);
    }
  }

  /** Waits for a message; undefined where the other end is gone. Throws the system's error, EMFILE where descriptors have no room. */
  receive(): Packet | undefined {
    const received = this.#message.receive(this.fd);
    if (typeof received === 'number') throw systemError('recvmsg', received);
    const { bytes, descriptors, isCut } = received;
    if (bytes.length === 0) return undefined;
    if (!isCut) return { bytes: Buffer.from(bytes), descriptors };
    for (const fd of descriptors) this.#libc.close(fd);
    throw systemError('recvmsg', EMFILE);
  }

  /** Whether a message, or the end, has come. */
  get isReadable(): boolean {
    const length = this.#libc.recv(this.fd, peeked, 1, PEEK_AT_ONCE);
    return length !== -1 || this.#libc.errno() !== EAGAIN;
  }

  /** Whether a few messages can be sent at once. */
  get hasRoom(): boolean {
    return unsent(this.#libc, this.fd) < MOST_MESSAGE_BYTES;
  }

  /** Ends both directions; what has come already can still be received. */
  end(): void {
    this.#libc.shutdown(this.fd, SHUT_RDWR);
  }

  close(): void {
    this.#libc.close(this.fd);
  }
}

/** Where a byte is looked at that stays. */
const peeked = Buffer.alloc(1);
/** The longest wait for the other end to take descriptors, ms. */
const LONGEST_BUSY_MS = 2_000;

/** Opens a Unix socket that one process may connect to, at a path where nothing is. Throws the system's error. */
export function listenForPackets(libc: Libc, path: string): number {
  const fd = open(libc);
  const at = addressOf(path);
  if (libc.bind(fd, at, at.length) === 0 && libc.listen(fd, 1) === 0) return fd;
  const error = systemError('listen', libc.errno());
  libc.close(fd);
  throw error;
}

/** Waits for at most so long, ms, for a process to connect. Throws the system's error, EAGAIN where none does. */
export function acceptPackets(libc: Libc, listening: number, ms: number): PacketSocket {
  new PacketSocket(libc, listening).limit(ms);
  const fd = libc.accept4(listening, new Uint8Array(128), Int32Array.of(128), 0o2000000);
  if (fd === -1) throw systemError('accept4', libc.errno());
  return new PacketSocket(libc, fd);
}

/** Connects to a process that listens at a path. Throws the system's error. */
export function connectPackets(libc: Libc, path: string): PacketSocket {
  const fd = open(libc);
  const at = addressOf(path);
  if (libc.connect(fd, at, at.length) === 0) return new PacketSocket(libc, fd);
  const error = systemError('connect', libc.errno());
  libc.close(fd);
  throw error;
}

function open(libc: Libc): number {
  const fd = libc.socket(AF_UNIX, PACKETS, 0);
  if (fd === -1) throw systemError('socket', libc.errno());
  return fd;
}

/** Returns struct sockaddr_un (unix(7)). */
function addressOf(path: string): Buffer {
  const address = Buffer.alloc(110);
  address.writeUInt16LE(AF_UNIX, 0);
  address.write(path, 2, 107, 'utf8');
  return address;
}
