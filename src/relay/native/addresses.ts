import type { IpVersion } from '../../portproxy/family.ts';
import { dotted } from '../common/dotted.ts';
import { AF_INET, AF_INET6, type Libc } from './libc.ts';

/** Room for the address of a socket of either version: sockaddr_in (16 bytes) or sockaddr_in6 (28). */
export const ADDRESS_BYTES = 28;
/** The system's last answer; read before the next question. */
const scratch = Buffer.alloc(ADDRESS_BYTES);
const length = Int32Array.of(0);
const TEXT_BYTES = 46;
const NAME_BYTES = 16;

/** A connected socket and its other end. */
export interface ConnectedSocket {
  readonly fd: number;
  /** An IPv4 address as its 32 bits, or an address as text. */
  readonly address: number | string;
  readonly port: number;
}

/** Returns an address in the system's form. Throws where the text is no address, or names a zone that is not there. */
export function socketAddress(libc: Libc, host: string, port: number): Buffer {
  if (!host.includes(':')) {
    const address = Buffer.alloc(16);
    address.writeUInt16LE(AF_INET, 0);
    address.writeUInt16BE(port, 2);
    if (libc.inet_pton(AF_INET, host, address.subarray(4)) !== 1) throw notAvailable(host);
    return address;
  }
  const address = Buffer.alloc(ADDRESS_BYTES);
  const [literal = host, zone] = host.split('%');
  address.writeUInt16LE(AF_INET6, 0);
  address.writeUInt16BE(port, 2);
  if (libc.inet_pton(AF_INET6, literal, address.subarray(8)) !== 1) throw notAvailable(host);
  if (zone !== undefined) address.writeUInt32LE(zoneIndex(libc, zone, host), 24);
  return address;
}

/** Returns the host of an address in the system's form, IPv6 with its zone where it has one. */
export function hostOf(libc: Libc, address: Buffer): string {
  if (address.readUInt16LE(0) === AF_INET) return dotted(address.readUInt32BE(4));
  const text = Buffer.alloc(TEXT_BYTES);
  libc.inet_ntop(AF_INET6, address.subarray(8), text, TEXT_BYTES);
  const host = untilZero(text);
  const index = address.readUInt32LE(24);
  if (index === 0) return host;
  const name = Buffer.alloc(NAME_BYTES);
  libc.if_indextoname(index, name);
  return `${host}%${name[0] === 0 ? index : untilZero(name)}`;
}

/** Returns the host whose address these words have in the system's form: one of IPv4, four of IPv6. */
export function hostOfWords(libc: Libc, version: IpVersion, words: Int32Array): string {
  const address = Buffer.alloc(ADDRESS_BYTES);
  address.writeUInt16LE(version === 4 ? AF_INET : AF_INET6, 0);
  Buffer.from(words.buffer, words.byteOffset, words.byteLength).copy(address, version === 4 ? 4 : 8);
  return hostOf(libc, address);
}

/** One end of a socket. */
export interface SocketEnd {
  readonly host: string;
  readonly port: number;
}

/** Returns the local end of a socket; undefined when it is gone already. */
export function localEnd(libc: Libc, fd: number): SocketEnd | undefined {
  return told(libc, libc.getsockname(fd, scratch, scratchLength()));
}

/** Returns the other end of a socket; undefined when it is not connected (any more). */
export function remoteEnd(libc: Libc, fd: number): SocketEnd | undefined {
  return told(libc, libc.getpeername(fd, scratch, scratchLength()));
}

/** Returns whether a socket that is connected to its own machine at a port is connected to itself. */
export function metItself(libc: Libc, fd: number, port: number): boolean {
  const own = localEnd(libc, fd);
  // The target's address is compared as the system has it: many spellings mean this machine.
  return own?.port === port && remoteEnd(libc, fd)?.host === own.host;
}

/** Returns the port of an address in the system's form. */
export function portOf(address: Buffer): number {
  return address.readUInt16BE(2);
}

function scratchLength(): Int32Array {
  length[0] = ADDRESS_BYTES;
  return length;
}

function told(libc: Libc, result: number): SocketEnd | undefined {
  return result === -1 ? undefined : { host: hostOf(libc, scratch), port: portOf(scratch) };
}

function zoneIndex(libc: Libc, zone: string, host: string): number {
  const index = /^\d+$/.test(zone) ? Number(zone) : libc.if_nametoindex(zone);
  if (index === 0) throw notAvailable(host);
  return index;
}

function untilZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('latin1', 0, end === -1 ? bytes.length : end);
}

function notAvailable(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`EADDRNOTAVAIL ${host}`), { code: 'EADDRNOTAVAIL' });
}
