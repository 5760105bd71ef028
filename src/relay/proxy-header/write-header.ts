import { addressBits, addressKey, addressText, wordsOf } from '../../firewall/conditions/address-bits.ts';
import type { ProxyVersion } from '../relay.ts';
import {
  ADDRESS_BYTES,
  FIXED_BYTES,
  type ProxiedAddresses,
  type ProxiedEnd,
  SIGNATURE,
} from './addresses.ts';

/** Transports as version 2 numbers them; version 1 has streams alone. */
const TRANSPORTS = { stream: 1, datagram: 2 } as const;
/** Version 2 with the command PROXY. */
const V2_PROXY = 0x21;
const INET = 1;
const INET6 = 2;
const NOT_PLAIN = /[.%]/;
/** The upper bits of an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn << 32n;

/**
 * Returns a header of the PROXY protocol that tells these addresses (proxy-protocol.txt of HAProxy, sections 2.1 and 2.2); where they
 * are undefined, that they are unknown (UNKNOWN, UNSPEC). Both ends are told in one family: an IPv4 address beside an IPv6 one is
 * written as IPv4-mapped. It fits into the smallest segment of TCP.
 */
export function writeHeader(
  version: ProxyVersion,
  addresses: ProxiedAddresses | undefined,
  transport: keyof typeof TRANSPORTS = 'stream',
): Buffer {
  return version === 'v1' ? line(addresses) : binary(addresses, TRANSPORTS[transport]);
}

function line(addresses: ProxiedAddresses | undefined): Buffer {
  if (addresses === undefined) return Buffer.from('PROXY UNKNOWN\r\n', 'latin1');
  const { source, destination } = addresses;
  const isShort = isIpv4(addresses);
  const text = isShort ? ({ address }: ProxiedEnd) => address : ipv6Text;
  const ends = `${text(source)} ${text(destination)} ${source.port} ${destination.port}`;
  return Buffer.from(`PROXY TCP${isShort ? 4 : 6} ${ends}\r\n`, 'latin1');
}

function binary(addresses: ProxiedAddresses | undefined, transport: number): Buffer {
  const family = addresses === undefined ? 0 : isIpv4(addresses) ? INET : INET6;
  const length = ADDRESS_BYTES[family] ?? 0;
  const bytes = Buffer.allocUnsafe(FIXED_BYTES + length);
  bytes.set(SIGNATURE);
  bytes[12] = V2_PROXY;
  bytes[13] = addresses === undefined ? 0 : (family << 4) | transport;
  bytes.writeUInt16BE(length, 14);
  if (addresses === undefined) return bytes;
  const { source, destination } = addresses;
  const size = family === INET ? 4 : 16;
  writeAddress(bytes, source.address, FIXED_BYTES, size);
  writeAddress(bytes, destination.address, FIXED_BYTES + size, size);
  bytes.writeUInt16BE(source.port, FIXED_BYTES + 2 * size);
  bytes.writeUInt16BE(destination.port, FIXED_BYTES + 2 * size + 2);
  return bytes;
}

function writeAddress(bytes: Buffer, address: string, at: number, size: 4 | 16): void {
  if (size === 4) {
    bytes.writeUInt32BE(Number(addressKey(address) ?? 0), at);
    return;
  }
  let place = at;
  for (const word of wordsOf(address.includes(':') ? address : `::ffff:${address}`))
    place = bytes.writeUInt16BE(word, place);
}

function isIpv4({ source, destination }: ProxiedAddresses): boolean {
  return !source.address.includes(':') && !destination.address.includes(':');
}

/** An address without its zone, which means nothing elsewhere, in hexadecimal groups alone. */
function ipv6Text({ address }: ProxiedEnd): string {
  if (!address.includes(':')) return addressText(MAPPED | addressBits(address), 128);
  return NOT_PLAIN.test(address) ? addressText(addressBits(address), 128) : address;
}
