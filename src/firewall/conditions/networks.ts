import { type Key, addressText, ipv6Key } from './address-bits.ts';
import { merged } from './span-sets.ts';
import type { Span, Spans } from './spans.ts';

/** A network in CIDR notation; one address is a network too. */
export interface Network {
  readonly version: 4 | 6;
  /** Its first address. */
  readonly address: string;
  /** The length of its prefix, bits. */
  readonly length: number;
  /** All of its addresses. */
  readonly span: Span;
}

/** Returns the fewest networks that hold exactly the addresses of spans. */
export function networksOf(spans: Spans): readonly Network[] {
  return merged(spans).flatMap(networksOfSpan);
}

/** Returns whether sets, each written by itself, are more than this many networks. */
export function isMoreNetworks(sets: readonly Spans[], most: number): boolean {
  let count = 0;
  for (const span of sets.flatMap(merged)) {
    count += networksOfSpan(span).length;
    if (count > most) return true;
  }
  return false;
}

/** Returns a network as `10.0.0.0/8`, and one address alone. */
export function networkText(network: Network): string {
  return network.length === WIDTHS[network.version] ? network.address : networkCidr(network);
}

/** Returns a network as `10.0.0.0/8`, also where it is one address. */
export function networkCidr({ address, length }: Network): string {
  return `${address}/${length}`;
}

const WIDTHS = { 4: 32, 6: 128 } as const;

/** Takes the largest network that begins where the one before it ended, until the span is used up. */
function networksOfSpan({ from, to }: Span): Network[] {
  const version = typeof from === 'number' ? 4 : 6;
  const width = WIDTHS[version];
  const last = bitsOf(to);
  const networks: Network[] = [];
  for (let first = bitsOf(from); first <= last;) {
    let hostBits = 0n;
    while (hostBits < width && isNetwork(first, hostBits + 1n, last)) hostBits += 1n;
    const end = first + (1n << hostBits);
    networks.push({
      version,
      address: addressText(first, width),
      length: width - Number(hostBits),
      span: { from: keyOf(first, version), to: keyOf(end - 1n, version) },
    });
    first = end;
  }
  return networks;
}

function isNetwork(first: bigint, hostBits: bigint, last: bigint): boolean {
  const size = 1n << hostBits;
  return first % size === 0n && first + size - 1n <= last;
}

function bitsOf(key: Key): bigint {
  return typeof key === 'number' ? BigInt(key) : key - ipv6Key(0n);
}

function keyOf(bits: bigint, version: 4 | 6): Key {
  return version === 4 ? Number(bits) : ipv6Key(bits);
}
