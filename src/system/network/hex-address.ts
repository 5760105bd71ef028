import { endianness } from 'node:os';

/** Returns an IPv4 address from the eight hexadecimal digits of /proc, in the byte order of this machine. */
export function ipv4FromHex(hex: string, order: 'LE' | 'BE' = endianness()): string {
  const bytes = [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return (order === 'LE' ? bytes.toReversed() : bytes).join('.');
}

/** Returns an IPv6 address from its 32 hexadecimal digits, in its short spelling (RFC 5952). */
export function ipv6FromHex(hex: string): string {
  const address = hex.match(/.{4}/g)?.join(':') ?? '::';
  const { SocketAddress } = process.getBuiltinModule('node:net');
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

/** Splits each line of a table into words. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
}
