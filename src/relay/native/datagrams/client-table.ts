import { type Libc, AF_INET6 } from '../libc.ts';
import { dotted } from '../../common/dotted.ts';
import { ADDRESS_BYTES, hostOf } from '../addresses.ts';
import { CONTROL, NAME } from './messages.ts';

/** Words of a row: the client's address as the system has it, the address that it sends to, and that one's interface. */
const ROW = 16;
/** Where the address stands in a row that a client sends to. */
export const LOCAL = 8;
const INTERFACE = 12;
const FLOW_INFO = 1;
/** The last word of an IPv6 address of a socket: its zone. */
const LAST = 6;
const FIRST_ROWS = 64;

/** Places in struct cmsghdr with in_pktinfo (ip(7)) or in6_pktinfo (ipv6(7)), in words. */
const PACKET_INTERFACE = 4;
const PACKET_LOCAL = 5;
const PACKET_LOCAL6 = 4;
const PACKET_INTERFACE6 = 8;

const IPPROTO_IP = 0;
const IP_PKTINFO = 8;
const IPPROTO_IPV6 = 41;
const IPV6_PKTINFO = 50;
/** Bytes of the control message, and with what aligns the next one. */
const CONTROL_LENGTH = { 4: 28, 6: 36 } as const;
export const CONTROL_BYTES = { 4: 32, 6: 40 } as const;
export const NAME_BYTES = { 4: 16, 6: ADDRESS_BYTES } as const;

/** Where the words of a client stand that has just sent a datagram: those of its address, and of the one it sends to. */
export interface Seen {
  names: Int32Array;
  name: number;
  locals: Int32Array;
  local: number;
  /** The interface by which it came; 0 where that is not told. */
  interface: number;
}

/**
 * The addresses of all clients in one piece of memory: 64 bytes for each, and no object. Words of IPv4 and IPv6 stand in the
 * same places as in the system's structures.
 */
export class ClientTable {
  #words = new Int32Array(FIRST_ROWS * ROW);
  #free: number[] = [];
  #rows = 0;

  /** Takes in an IPv4 client; returns its row. */
  add4(seen: Seen): number {
    const at = this.#newRow();
    const words = this.#words;
    words[at] = seen.names[seen.name]!;
    words[at + 1] = seen.names[seen.name + 1]!;
    words[at + LOCAL] = seen.locals[seen.local]!;
    return at;
  }

  /** Takes in an IPv6 client; returns its row. */
  add6(seen: Seen): number {
    const at = this.#newRow();
    const words = this.#words;
    for (let word = 0; word <= LAST; word += 1) words[at + word] = seen.names[seen.name + word]!;
    words[at + FLOW_INFO] = 0;
    for (let word = 0; word < 4; word += 1) words[at + LOCAL + word] = seen.locals[seen.local + word]!;
    // A global address may be answered by any way; a link-local one belongs to its interface.
    words[at + INTERFACE] = isLinkLocal(words[at + LOCAL]!) ? seen.interface : 0;
    return at;
  }

  /** Returns the words of a row. */
  words(at: number): readonly number[] {
    return [...this.#words.subarray(at, at + ROW)];
  }

  /** Takes in a client by the words of its row; returns its row here. */
  adopt(words: Int32Array): number {
    const at = this.#newRow();
    this.#words.set(words.subarray(0, ROW), at);
    return at;
  }

  /** Whether a row is of this IPv4 client. */
  is4(at: number, seen: Seen): boolean {
    const words = this.#words;
    return (
      words[at + 1] === seen.names[seen.name + 1] &&
      words[at] === seen.names[seen.name] &&
      words[at + LOCAL] === seen.locals[seen.local]
    );
  }

  /** Whether a row is of this IPv6 client. */
  is6(at: number, { names, name, locals, local }: Seen): boolean {
    const words = this.#words;
    if (words[at] !== names[name]) return false;
    for (let word = 2; word <= LAST; word += 1) if (words[at + word] !== names[name + word]) return false;
    for (let word = 0; word < 4; word += 1)
      if (words[at + LOCAL + word] !== locals[local + word]) return false;
    return true;
  }

  /** Forgets a client. */
  remove(at: number): void {
    this.#free.push(at);
  }

  /** Writes the address of a client, and the one to answer from, to where a message takes them. */
  write4(at: number, message: number, names: Int32Array, controls: Int32Array): void {
    const words = this.#words;
    names[message * NAME] = words[at]!;
    names[message * NAME + 1] = words[at + 1]!;
    controls[message * CONTROL + PACKET_LOCAL] = words[at + LOCAL]!;
  }

  /** The same for IPv6. */
  write6(at: number, message: number, names: Int32Array, controls: Int32Array): void {
    const words = this.#words;
    const name = message * NAME;
    for (let word = 0; word <= LAST; word += 1) names[name + word] = words[at + word]!;
    const control = message * CONTROL;
    for (let word = 0; word < 4; word += 1)
      controls[control + PACKET_LOCAL6 + word] = words[at + LOCAL + word]!;
    controls[control + PACKET_INTERFACE6] = words[at + INTERFACE]!;
  }

  /** The address of a client, IPv6 with its zone where it has one. */
  clientOf(libc: Libc, at: number): string {
    return hostOf(libc, bytesOf(this.#words, at));
  }

  /** The port of a client. */
  portOf(at: number): number {
    return portIn(this.#words[at]!);
  }

  /** The address that a client sends to. */
  localOf(libc: Libc, at: number, version: 4 | 6): string {
    return localText(libc, version, this.#words, at + LOCAL, this.#words[at + INTERFACE]!);
  }

  #newRow(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const at = this.#rows * ROW;
    this.#rows += 1;
    if (at === this.#words.length) {
      const words = new Int32Array(2 * at);
      words.set(this.#words);
      this.#words = words;
    }
    return at;
  }
}

/** Returns where the address is told that a datagram was sent to. */
export function lookAt(seen: Seen, version: 4 | 6, message: number): void {
  const control = message * CONTROL;
  seen.name = message * NAME;
  seen.local = control + (version === 4 ? PACKET_LOCAL : PACKET_LOCAL6);
  seen.interface = seen.locals[control + (version === 4 ? PACKET_INTERFACE : PACKET_INTERFACE6)]!;
}

/** Prepares control messages that say from which address a datagram is to be sent. */
export function tellSource(controls: Int32Array, version: 4 | 6): void {
  for (let at = 0; at < controls.length; at += CONTROL) {
    controls[at] = CONTROL_LENGTH[version];
    controls[at + 2] = version === 4 ? IPPROTO_IP : IPPROTO_IPV6;
    controls[at + 3] = version === 4 ? IP_PKTINFO : IPV6_PKTINFO;
  }
}

/** The address of whoever sent a datagram: the 32 bits of an IPv4 one, a text of an IPv6 one. */
export function senderOf(libc: Libc, { names, name }: Seen, version: 4 | 6): string | number {
  return version === 4 ? swapped(names[name + 1]!) : hostOf(libc, bytesOf(names, name));
}

/** The port of whoever sent a datagram. */
export function senderPort({ names, name }: Seen): number {
  return portIn(names[name]!);
}

/** The address that a datagram was sent to, IPv6 with its zone where it is link-local. */
export function sentTo(libc: Libc, seen: Seen, version: 4 | 6): string {
  return localText(libc, version, seen.locals, seen.local, seen.interface);
}

function localText(libc: Libc, version: 4 | 6, words: Int32Array, at: number, zone: number): string {
  if (version === 4) return dotted(swapped(words[at]!));
  const address = Int32Array.of(AF_INET6, 0, 0, 0, 0, 0, isLinkLocal(words[at]!) ? zone : 0);
  address.set(words.subarray(at, at + 4), 2);
  return hostOf(libc, bytesOf(address, 0));
}

function bytesOf(words: Int32Array, at: number): Buffer {
  return Buffer.from(words.buffer, words.byteOffset + 4 * at, ADDRESS_BYTES);
}

/** The port stands behind the family in the first word, its high byte first (ip(7)). */
function portIn(word: number): number {
  return ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** fe80::/10, in a word as memory has it. */
function isLinkLocal(word: number): boolean {
  return (word & 0xc0ff) === 0x80fe;
}

function swapped(word: number): number {
  return (((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}
