import type { Flow, FlowOwner } from '../../datagrams.ts';
import type { PackedFlow } from '../../handing-over/packed.ts';
import type { Parcel } from '../../handing-over/parcel.ts';
import { localEnd, remoteEnd } from '../addresses.ts';
import {
  AF_INET,
  AF_INET6,
  EAGAIN,
  EMSGSIZE,
  NONBLOCK_CLOEXEC,
  SOCK_DGRAM,
  errorName,
  systemError,
} from '../libc.ts';
import { IN } from '../epoll-event.ts';
import type { Watched } from '../loop.ts';
import { receiveBuffer } from '../options.ts';
import type { AnsweringSocket, FlowTable, LinkedFlow } from './linked-flow.ts';
import type { DatagramParts } from './parts.ts';
import { Reading } from './reading.ts';
import type { Collecting } from './uplink.ts';

const CLOSED = -1;
const NOBODY = -1;
const NOSIGNAL = 0x4000;
const ECONNREFUSED = 111;
/** What a target sends in a burst waits here, bytes; the system may allow less (net.core.rmem_max). */
const RECEIVE_BYTES = 1 << 20;
/** Sockets get their local ports from here on. */
const FIRST_EPHEMERAL_PORT = 32_768;

/** The datagrams between a client and a target: a connected socket, and a row of the table of clients. */
export class NativeFlow implements Flow, LinkedFlow, Watched, Collecting {
  readonly owner: FlowOwner;
  readonly row: number;
  readonly reading = new Reading();
  socket: AnsweringSocket | undefined;
  readonly hash: number;
  following: LinkedFlow | undefined;
  joins = true;
  readonly #clients: FlowTable;
  readonly #parts: DatagramParts;
  #fd = CLOSED;
  /** The first and the last slot of its datagrams in the batch that was read last. */
  #first = NOBODY;
  #last = NOBODY;
  /** Its first datagram, while its target is not known. */
  #held: Uint8Array | undefined;
  /** What tells a target the client, and what the next datagram is to begin with: that, until it has reached the target. */
  #header: Uint8Array | undefined;
  #lead: Uint8Array | undefined;
  #isClosed = false;

  constructor(owner: FlowOwner, row: number, hash: number, clients: FlowTable, parts: DatagramParts) {
    this.owner = owner;
    this.row = row;
    this.hash = hash;
    this.#clients = clients;
    this.#parts = parts;
  }

  get remoteAddress(): string {
    return this.#parts.table.clientOf(this.#parts.libc, this.row);
  }

  get remotePort(): number {
    return this.#parts.table.portOf(this.row);
  }

  get localAddress(): string {
    return this.#parts.table.localOf(this.#parts.libc, this.row, this.#clients.version);
  }

  sourceAddress(): string | undefined {
    return this.#fd === CLOSED ? undefined : localEnd(this.#parts.libc, this.#fd)?.host;
  }

  connect(address: string, port: number, source?: string, lead?: Uint8Array): void {
    const fd = this.#connected(address, port, source);
    const { libc, loop, open } = this.#parts;
    try {
      loop.watch(fd, IN, this);
    } catch (error) {
      libc.close(fd);
      throw error;
    }
    open.opened(fd);
    this.#closeSocket();
    this.#fd = fd;
    this.#header = lead;
    this.#lead = lead;
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#parts.held.give(held);
    this.#sendOne(held, held.length);
  }

  pack(parcel: Parcel): PackedFlow {
    return {
      row: this.#parts.table.words(this.row),
      host: this.socket?.host,
      ...(this.#fd !== CLOSED && { fd: parcel.add(this.#fd) }),
      ...(this.#held && { held: parcel.addBytes(this.#held) }),
      ...(this.#lead && { lead: parcel.addBytes(this.#lead) }),
      joins: this.joins,
    };
  }

  /** Goes on where a flow of another process has stopped. Throws the system's error where it cannot be watched. */
  goOn({ fd, held, lead, joins }: PackedFlow, parcel: Parcel): void {
    this.joins = joins;
    if (held !== undefined) this.#held = this.#parts.held.take(parcel.bytes(held));
    if (lead !== undefined) this.#lead = parcel.bytes(lead);
    if (fd === undefined) return;
    this.#fd = parcel.descriptor(fd);
    this.#parts.loop.watch(this.#fd, IN, this);
    this.#parts.open.opened(this.#fd);
  }

  collect(slot: number, bytes: number): void {
    const { uplink } = this.#parts;
    const { meterUp } = this.owner;
    if (meterUp !== undefined && !meterUp.passes(bytes)) {
      this.owner.dropped('rate');
      return;
    }
    uplink.lengths[slot] = bytes;
    uplink.next[slot] = NOBODY;
    if (this.#first === NOBODY) {
      this.#first = slot;
      uplink.collects(this);
    } else uplink.next[this.#last] = slot;
    this.#last = slot;
  }

  sendCollected(): void {
    const { uplink } = this.#parts;
    const first = this.#first;
    this.#first = NOBODY;
    if (first === this.#last) this.#sendOne(uplink.slots.bytes[first]!, uplink.lengths[first]!);
    else this.#sendAll(first);
  }

  /** Such an error is told instead of sending the present datagram (Linux udp_sendmsg(), sock_error()). */
  reported(errno: number): boolean {
    if (errno !== ECONNREFUSED) return false;
    this.targetFailed(errno);
    return true;
  }

  targetFailed(errno: number): void {
    // Whoever listens there next has not been told the client.
    if (errno === ECONNREFUSED) this.#lead = this.#header;
    this.owner.failed(errorName(errno));
  }

  lost(errno: number): void {
    if (errno === EAGAIN) this.owner.dropped('buffer full');
    else {
      this.owner.dropped('not sendable');
      if (errno !== EMSGSIZE) this.owner.failed(errorName(errno));
    }
  }

  ready(): void {
    if (this.#fd !== CLOSED) this.#parts.downlink.read(this, this.#fd);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { table, held } = this.#parts;
    if (this.#held) held.give(this.#held);
    this.#held = undefined;
    this.#clients.remove(this);
    table.remove(this.row);
    this.#closeSocket();
  }

  #closeSocket(): void {
    const { libc, loop, open } = this.#parts;
    const fd = this.#fd;
    if (fd === CLOSED) return;
    this.#fd = CLOSED;
    loop.forget(fd);
    open.closed(fd);
    libc.close(fd);
  }

  #sendOne(memory: Uint8Array, bytes: number): void {
    const { libc } = this.#parts;
    if (this.#fd === CLOSED) {
      this.#hold(memory, bytes);
      return;
    }
    let isSent = this.#send(memory, bytes);
    if (!isSent && this.reported(libc.errno())) isSent = this.#send(memory, bytes);
    if (!isSent) this.lost(libc.errno());
    else {
      this.#lead = undefined;
      this.owner.movedUp(1, bytes);
    }
  }

  #send(memory: Uint8Array, bytes: number): boolean {
    const { libc } = this.#parts;
    const lead = this.#lead;
    if (lead === undefined) return libc.send(this.#fd, memory, bytes, NOSIGNAL) !== -1;
    const whole = Buffer.concat([lead, memory.subarray(0, bytes)]);
    return libc.send(this.#fd, whole, whole.length, NOSIGNAL) !== -1;
  }

  #sendAll(first: number): void {
    const { sending, lengths, next, slots } = this.#parts.uplink;
    for (let slot = first; slot !== NOBODY; slot = next[slot]!) {
      if (this.#fd === CLOSED || this.#lead) this.#sendOne(slots.bytes[slot]!, lengths[slot]!);
      else sending.add(this, slots.places, slot, lengths[slot]!);
    }
    if (this.#fd !== CLOSED) sending.flush(this.#fd);
  }

  #hold(memory: Uint8Array, bytes: number): void {
    if (this.#held === undefined && !this.#isClosed)
      this.#held = this.#parts.held.take(memory.subarray(0, bytes));
    else {
      this.owner.dropped('no target');
      return;
    }
    if (this.#held === undefined) this.owner.dropped('no target');
  }

  /** Returns a descriptor that is connected to the target, and not to itself. */
  #connected(address: string, port: number, source: string | undefined): number {
    const { libc } = this.#parts;
    const first = this.#dial(address, port, source);
    if (port < FIRST_EPHEMERAL_PORT || !this.#metItself(first, port)) return first;
    try {
      // The port of the target is free, and the system has given just that one; the next socket gets another one.
      return this.#dial(address, port, source);
    } finally {
      libc.close(first);
    }
  }

  #dial(address: string, port: number, source: string | undefined): number {
    const { libc } = this.#parts;
    const target = this.#parts.addressOf(address, port);
    const fd = libc.socket(target.length === 16 ? AF_INET : AF_INET6, SOCK_DGRAM | NONBLOCK_CLOEXEC, 0);
    if (fd === -1) throw systemError('socket', libc.errno());
    receiveBuffer(libc, fd, RECEIVE_BYTES);
    const from = source === undefined ? undefined : this.#parts.addressOf(source, 0);
    const isBound = from === undefined || libc.bind(fd, from, from.length) === 0;
    if (isBound && libc.connect(fd, target, target.length) === 0) return fd;
    const error = systemError(isBound ? 'connect' : 'bind', libc.errno());
    libc.close(fd);
    throw error;
  }

  #metItself(fd: number, port: number): boolean {
    const { libc } = this.#parts;
    const own = localEnd(libc, fd);
    return own?.port === port && remoteEnd(libc, fd)?.host === own.host;
  }
}
