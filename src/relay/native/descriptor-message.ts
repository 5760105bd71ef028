import { EINTR, type Libc } from './libc.ts';

/** Places in a struct msghdr, in bytes (recvmsg(2)). */
const NAME = 0;
const NAME_LENGTH = 8;
const IOVEC = 16;
const IOVEC_COUNT = 24;
const CONTROL = 32;
const CONTROL_LENGTH = 40;
const FLAGS = 48;
/** Memory of more than 64 bytes never moves: the structures lie in one piece of it. */
const STRUCTURE_BYTES = 128;
const IOVEC_AT = 64;
const IOVEC_LENGTH = IOVEC_AT + 8;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x4000_0000;
/** Descriptors found no room in this process. */
const MSG_CTRUNC = 8;
/** The head of a control message, bytes (cmsg(3)). */
const HEAD = 16;
/** Most descriptors that Linux takes in one message (SCM_MAX_FD). */
export const MOST_DESCRIPTORS = 253;
const CONTROL_BYTES = HEAD + 4 * MOST_DESCRIPTORS + 4;

/** A message that came, and descriptors with it, which are the reader's now. */
export interface ReceivedMessage {
  /** Nothing where the other end is gone. Valid until the next message. */
  readonly bytes: Buffer;
  readonly descriptors: readonly number[];
  /** More descriptors came than this process has room for. */
  readonly isCut: boolean;
}

/** Sends and receives messages of bytes and descriptors over Unix sockets, one at a time (unix(7), SCM_RIGHTS). */
export class DescriptorMessage {
  readonly #libc: Libc;
  readonly #bytes: Buffer;
  readonly #control = Buffer.alloc(CONTROL_BYTES);
  readonly #header = Buffer.allocUnsafeSlow(STRUCTURE_BYTES).fill(0);
  /** Held here, for the structure has only the place in memory where it lies. */
  readonly #to: Buffer | undefined;

  /** `longest`: most bytes of a message. `to`: the address in the system's form, for a socket that is not connected. */
  constructor(libc: Libc, longest: number, to?: { readonly address: Buffer; readonly bytes: number }) {
    this.#libc = libc;
    this.#bytes = Buffer.allocUnsafeSlow(longest);
    this.#to = to?.address;
    const header = this.#header;
    if (this.#to) header.writeBigUInt64LE(this.#placeOf(this.#to), NAME);
    header.writeUInt32LE(to?.bytes ?? 0, NAME_LENGTH);
    header.writeBigUInt64LE(this.#placeOf(header) + BigInt(IOVEC_AT), IOVEC);
    header.writeBigUInt64LE(1n, IOVEC_COUNT);
    header.writeBigUInt64LE(this.#placeOf(this.#bytes), IOVEC_AT);
  }

  /** Sends bytes, and at most `MOST_DESCRIPTORS` descriptors, which stay open here. Returns the error number; 0: sent. */
  send(fd: number, bytes: Uint8Array, descriptors: readonly number[] = []): number {
    this.#bytes.set(bytes);
    const length = descriptors.length === 0 ? 0 : HEAD + 4 * descriptors.length;
    this.#control.writeBigUInt64LE(BigInt(length), 0);
    this.#control.writeInt32LE(SOL_SOCKET, 8);
    this.#control.writeInt32LE(SCM_RIGHTS, 12);
    for (const [index, one] of descriptors.entries()) this.#control.writeInt32LE(one, HEAD + 4 * index);
    // A length is padded to words of 64 bits (CMSG_SPACE).
    this.#prepare(bytes.length, Math.ceil(length / 8) * 8);
    return this.#result(() => this.#libc.sendmsg(fd, this.#header, MSG_NOSIGNAL)).errno;
  }

  /** Receives a message. Returns the error number where there is none. */
  receive(fd: number): ReceivedMessage | number {
    this.#control.fill(0, 0, HEAD);
    this.#prepare(this.#bytes.length, CONTROL_BYTES);
    const { result, errno } = this.#result(() => this.#libc.recvmsg(fd, this.#header, MSG_CMSG_CLOEXEC));
    if (errno !== 0) return errno;
    const isCut = (this.#header.readInt32LE(FLAGS) & MSG_CTRUNC) !== 0;
    return { bytes: this.#bytes.subarray(0, result), descriptors: this.#descriptors(), isCut };
  }

  #descriptors(): number[] {
    const control = this.#control;
    const isRights = control.readInt32LE(8) === SOL_SOCKET && control.readInt32LE(12) === SCM_RIGHTS;
    if (this.#header.readUInt32LE(CONTROL_LENGTH) < HEAD || !isRights) return [];
    const count = (control.readUInt32LE(0) - HEAD) >> 2;
    return Array.from({ length: count }, (_, index) => control.readInt32LE(HEAD + 4 * index));
  }

  #prepare(bytes: number, control: number): void {
    const header = this.#header;
    header.writeBigUInt64LE(BigInt(bytes), IOVEC_LENGTH);
    header.writeBigUInt64LE(control === 0 ? 0n : this.#placeOf(this.#control), CONTROL);
    header.writeBigUInt64LE(BigInt(control), CONTROL_LENGTH);
    header.writeInt32LE(0, FLAGS);
  }

  #result(call: () => number): { readonly result: number; readonly errno: number } {
    for (;;) {
      const result = call();
      const errno = result === -1 ? this.#libc.errno() : 0;
      if (errno !== EINTR) return { result, errno };
    }
  }

  #placeOf(memory: Buffer): bigint {
    return BigInt(this.#libc.addressOf(memory));
  }
}
