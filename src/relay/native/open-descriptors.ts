import type { BookKey } from './book-key.ts';
import type { IpVersion } from '../../portproxy/family.ts';
import type { Protocol } from '../../portproxy/key.ts';

/** Descriptors from here on are not noted; the usual hard limits are at or below it. */
const MOST = 1 << 20;

/** The beginning of the memory, in words: which descriptor is being read from, and whether all belong to another process. */
const MOVING = 0;
const BORROWED = 1;
const HEAD_BYTES = 64;
const BITS_AT = HEAD_BYTES;
/** A record of each descriptor, in words; pages of the memory that nobody has written take no room. */
const RECORDS_AT = BITS_AT + MOST / 8;
const WORDS = 16;
const KIND = 0;
const PEER = 1;
const ID = 2;
/** Of a client its entry, of a backend the target that was chosen among several. */
const KEY = 3;
const KEY_MORE = 4;
const PORT = 5;
const HELD = 6;
/** The port of the client that a header told, with the version of its address above it; or that a header is awaited. */
const SOURCE = 7;
const AWAITED = 1 << 24;
const VERSION_AT = 16;
const PORT_BITS = 0xffff;
/** Numbers of 64 bits, by their places of 8 bytes. */
const STARTED = 4;
const BYTES = 5;
/** The address of that client, in its four words. */
const ADDRESS = 12;
const ADDRESS_WORDS = 4;
const MEMORY_BYTES = RECORDS_AT + MOST * WORDS * 4;

/** The number of a connection that waits for room and has none yet. */
export const WAITING = 0;

const KINDS = { stream: 1, datagrams: 2, client: 3, backend: 4, begun: 5, taken: 6 } as const;

/** A connection as the book has it. */
export interface NotedConnection {
  readonly id: number;
  /** The entry's key in the book. */
  readonly entry: BookKey;
  readonly listenPort: number;
  /** ms of `monotonicNow`. */
  readonly startedAt: number;
}

/** A connection that is established. */
export interface NotedEstablished extends NotedConnection {
  /** The key of the target that was chosen among several; undefined where there was no choice. */
  readonly target: BookKey | undefined;
  /** The client that a header of the PROXY protocol told. */
  readonly source: NotedSource | undefined;
}

/** A client that is not the other end of its connection. */
export interface NotedSource {
  readonly version: IpVersion;
  readonly port: number;
  /** The address in the system's form, in words: one of IPv4, four of IPv6. */
  readonly address: Int32Array;
}

/**
 * A descriptor that a thread has left: a socket that listens, a client whose connection was begun and of which nothing was
 * taken, one of which something was, the client of an established connection, or another one.
 */
export type LeftDescriptor =
  | { readonly kind: 'listener'; readonly fd: number; readonly protocol: Protocol }
  | {
      readonly kind: 'begun';
      readonly fd: number;
      readonly noted: NotedConnection;
      /** A header of the PROXY protocol is awaited. */
      readonly isHeaderAwaited: boolean;
    }
  | {
      readonly kind: 'connection';
      readonly fd: number;
      readonly backend: number;
      readonly noted: NotedEstablished;
      /** Bytes read from either side. */
      readonly bytesUp: number;
      readonly bytesDown: number;
      /** Nothing that was read is lost. */
      readonly isWhole: boolean;
    }
  | { readonly kind: 'taken' | 'other'; readonly fd: number };

/**
 * The descriptors that a thread opened by itself, in shared memory, and what each is. Node does not know them, so they outlive a
 * thread that crashes: the next one takes listeners and established connections over, and the others are closed.
 */
export class OpenDescriptors {
  readonly memory: SharedArrayBuffer;
  /** Another process may have copies of some that this one goes on with: closing one does not end it. */
  isShared = false;
  readonly #bits: Uint8Array;
  readonly #head: Int32Array;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(MEMORY_BYTES)) {
    this.memory = memory;
    this.#head = new Int32Array(memory, 0, HEAD_BYTES / 4);
    this.#bits = new Uint8Array(memory, BITS_AT, MOST / 8);
    this.#words = new Int32Array(memory, RECORDS_AT, MOST * WORDS);
    this.#numbers = new Float64Array(memory, RECORDS_AT, (MOST * WORDS) / 2);
  }

  /** Whether the descriptors belong to another process, so that nothing may be said to their other ends. */
  get isBorrowed(): boolean {
    return this.#head[BORROWED] === 1;
  }

  set isBorrowed(isBorrowed: boolean) {
    this.#head[BORROWED] = isBorrowed ? 1 : 0;
  }

  /** Notes that a descriptor was opened. */
  opened(fd: number): void {
    if (fd < MOST) this.#bits[fd >> 3]! |= 1 << (fd & 7);
  }

  /** Notes that a socket listens, or takes datagrams. */
  listens(fd: number, protocol: Protocol): void {
    this.opened(fd);
    if (fd < MOST) this.#words[fd * WORDS + KIND] = protocol === 'tcp' ? KINDS.stream : KINDS.datagrams;
  }

  /** Notes that a client waits until its connection is established, and that nothing of what it sends was taken. */
  begun(client: number, noted: NotedConnection, isHeaderAwaited: boolean): void {
    if (client >= MOST || client < 0) return;
    this.#note(client, noted);
    const at = client * WORDS;
    this.#words[at + SOURCE] = isHeaderAwaited ? AWAITED : 0;
    this.#words[at + KIND] = KINDS.begun;
  }

  /** Notes that something was taken of what a client has sent: it cannot begin anew. */
  taken(client: number): void {
    if (client < MOST && client >= 0) this.#words[client * WORDS + KIND] = KINDS.taken;
  }

  /** Notes that two sockets are the ends of an established connection. */
  joined(client: number, backend: number, noted: NotedEstablished): void {
    if (client >= MOST || backend >= MOST || client < 0 || backend < 0) return;
    this.#note(client, noted);
    const at = client * WORDS;
    const words = this.#words;
    const { source, target } = noted;
    words[at + PEER] = backend;
    words[at + SOURCE] = source === undefined ? 0 : (source.version << VERSION_AT) | source.port;
    if (source) words.set(source.address, at + ADDRESS);
    words[at + KIND] = KINDS.client;
    const other = backend * WORDS;
    words[other + PEER] = client;
    words[other + HELD] = 0;
    words[other + KEY] = target?.[0] ?? 0;
    words[other + KEY_MORE] = target?.[1] ?? 0;
    this.#numbers[other / 2 + BYTES] = 0;
    words[other + KIND] = KINDS.backend;
  }

  /** Notes that bytes are about to be read from a descriptor, which are not written yet. */
  moves(fd: number): void {
    this.#head[MOVING] = fd + 1;
  }

  /** Notes that no byte is under way, except those that are held; `bytes`: how many were read from it so far. */
  rests(fd: number, held: number, bytes: number): void {
    if (fd < MOST && fd >= 0) {
      this.#words[fd * WORDS + HELD] = held;
      this.#numbers[(fd * WORDS) / 2 + BYTES] = bytes;
    }
    this.#head[MOVING] = 0;
  }

  /** Notes that a descriptor is about to be closed. */
  closed(fd: number): void {
    if (fd >= MOST) return;
    this.#bits[fd >> 3]! &= ~(1 << (fd & 7));
    this.#words[fd * WORDS + KIND] = 0;
  }

  /** Takes out all that are open, the lowest first. */
  *takeAll(): Generator<number> {
    for (let byte = 0; byte < this.#bits.length; byte += 1) {
      const bits = this.#bits[byte]!;
      if (bits === 0) continue;
      this.#bits[byte] = 0;
      for (let bit = 0; bit < 8; bit += 1) if ((bits >> bit) & 1) yield byte * 8 + bit;
    }
  }

  /** Takes out all that a thread has left, with what each is. */
  takeLeft(): LeftDescriptor[] {
    const moving = this.#head[MOVING]! - 1;
    const all = [...this.takeAll()];
    const open = new Set(all);
    const left = all.flatMap((fd): LeftDescriptor | [] => {
      const kind = this.#words[fd * WORDS + KIND]!;
      const peer = this.#words[fd * WORDS + PEER]!;
      if (kind === KINDS.stream || kind === KINDS.datagrams)
        return { kind: 'listener', fd, protocol: kind === KINDS.stream ? 'tcp' : 'udp' };
      if (kind === KINDS.begun) return this.#begun(fd);
      if (kind === KINDS.client && open.has(peer) && this.#isBackendOf(peer, fd))
        return this.#connection(fd, peer, moving);
      // A backend comes with its client.
      if (kind === KINDS.backend && open.has(peer) && this.#isClientOf(peer, fd)) return [];
      return { kind: kind === KINDS.taken ? 'taken' : 'other', fd };
    });
    for (const fd of all) this.#words[fd * WORDS + KIND] = 0;
    this.#head[MOVING] = 0;
    return left;
  }

  #isBackendOf(fd: number, client: number): boolean {
    return this.#words[fd * WORDS + KIND] === KINDS.backend && this.#words[fd * WORDS + PEER] === client;
  }

  #isClientOf(fd: number, backend: number): boolean {
    return this.#words[fd * WORDS + KIND] === KINDS.client && this.#words[fd * WORDS + PEER] === backend;
  }

  #note(client: number, { id, entry, listenPort, startedAt }: NotedConnection): void {
    const at = client * WORDS;
    const words = this.#words;
    words[at + ID] = id;
    words[at + KEY] = entry[0];
    words[at + KEY_MORE] = entry[1];
    words[at + PORT] = listenPort;
    words[at + HELD] = 0;
    this.#numbers[at / 2 + STARTED] = startedAt;
    this.#numbers[at / 2 + BYTES] = 0;
  }

  #noted(fd: number): NotedConnection {
    const at = fd * WORDS;
    return {
      id: this.#words[at + ID]!,
      entry: this.#key(fd),
      listenPort: this.#words[at + PORT]!,
      startedAt: this.#numbers[at / 2 + STARTED]!,
    };
  }

  #key(fd: number): BookKey {
    return [this.#words[fd * WORDS + KEY]!, this.#words[fd * WORDS + KEY_MORE]!];
  }

  #begun(fd: number): LeftDescriptor {
    const isHeaderAwaited = this.#words[fd * WORDS + SOURCE] === AWAITED;
    return { kind: 'begun', fd, noted: this.#noted(fd), isHeaderAwaited };
  }

  #connection(fd: number, backend: number, moving: number): LeftDescriptor {
    const words = this.#words;
    const isHeld = words[fd * WORDS + HELD]! > 0 || words[backend * WORDS + HELD]! > 0;
    const target = this.#key(backend);
    return {
      kind: 'connection',
      fd,
      backend,
      noted: {
        ...this.#noted(fd),
        target: target[0] === 0 && target[1] === 0 ? undefined : target,
        source: this.#source(fd),
      },
      bytesUp: this.#numbers[(fd * WORDS) / 2 + BYTES]!,
      bytesDown: this.#numbers[(backend * WORDS) / 2 + BYTES]!,
      isWhole: !isHeld && moving !== fd && moving !== backend,
    };
  }

  #source(fd: number): NotedSource | undefined {
    const at = fd * WORDS;
    const source = this.#words[at + SOURCE]!;
    const version = source >> VERSION_AT;
    if (version !== 4 && version !== 6) return undefined;
    const address = this.#words.slice(at + ADDRESS, at + ADDRESS + ADDRESS_WORDS);
    return { version, port: source & PORT_BITS, address };
  }
}
