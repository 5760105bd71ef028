import { isIP } from 'node:net';

/** The block of IPv4-mapped IPv6 addresses, `::ffff:0:0/96` (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn;
const IPV4_BITS = 0xffff_ffffn;
/** IPv6 addresses stand behind all IPv4 addresses in the common order. */
const IPV6_FROM = 1n << 32n;

/** A place in an order: a port, or an address. Places of IPv4 addresses are their 32 bits; those of IPv6 are big. */
export type Key = number | bigint;

/** Returns the bits of an address that `isIP` accepts: 32 or 128. A zone does not count. */
export function addressBits(address: string): bigint {
  if (!address.includes(':')) return BigInt(ipv4Number(address));
  return wordsOf(address).reduce((bits, word) => (bits << 16n) | BigInt(word), 0n);
}

/**
 * Returns the place of an address (a text, or the 32 bits of an IPv4 one) in one order of all addresses: an IPv4-mapped
 * address stands where its IPv4 address stands, which is never inside a span of other IPv6 addresses. Undefined where the
 * text is no address.
 */
export function addressKey(address: string | number): Key | undefined {
  if (typeof address === 'number') return address;
  if (isIP(address) === 0) return undefined;
  if (!address.includes(':')) return ipv4Number(address);
  const bits = addressBits(address);
  return bits >> 32n === MAPPED ? Number(bits & IPV4_BITS) : ipv6Key(bits);
}

/** Returns the place of an IPv6 address that is not mapped, or is taken as if it were not. */
export function ipv6Key(bits: bigint): bigint {
  return IPV6_FROM + bits;
}

/** Returns an address of 32 or 128 bits in one spelling. */
export function addressText(bits: bigint, width: 32 | 128): string {
  if (width === 32) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 255n)).join('.');
  const words = Array.from({ length: 8 }, (_, at) =>
    ((bits >> BigInt(112 - at * 16)) & 65_535n).toString(16),
  );
  return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1);
}

function ipv4Number(address: string): number {
  let bits = 0;
  let byte = 0;
  for (let at = 0; at < address.length; at += 1) {
    const code = address.charCodeAt(at);
    if (code === DOT) {
      bits = bits * 256 + byte;
      byte = 0;
    } else byte = byte * 10 + code - ZERO;
  }
  return bits * 256 + byte;
}

const DOT = 46;
const ZERO = 48;

/** Returns the eight words of an IPv6 address that `isIP` accepts. A zone does not count. */
export function wordsOf(address: string): number[] {
  const plain = address.replace(/%.*$/, '');
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(plain);
  const text = dotted ? `${dotted[1]}${hexPair(ipv4Number(dotted[2]!))}` : plain;
  const [left = '', right = ''] = text.split('::');
  const [before, after] = [hexWords(left), hexWords(right)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function hexWords(part: string): number[] {
  return part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
}

function hexPair(bits: number): string {
  return `${(bits >>> 16).toString(16)}:${(bits & 65_535).toString(16)}`;
}
