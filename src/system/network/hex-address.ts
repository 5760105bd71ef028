import { endianness } from 'node:os';
import { SocketAddress } from 'node:net';

/** An IPv4 address as /proc prints it: eight hexadecimal digits of the number as it lies in this machine's memory. */
export function ipv4FromHex(hex: string, order: 'LE' | 'BE' = endianness()): string {
  const bytes = [0, 2, 4, 6].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return (order === 'LE' ? bytes.toReversed() : bytes).join('.');
}

/** An IPv6 address from its 32 hexadecimal digits, in its short spelling (RFC 5952). */
export function ipv6FromHex(hex: string): string {
  const address = hex.match(/.{4}/g)?.join(':') ?? '::';
  return new SocketAddress({ address, family: 'ipv6' }).address;
}

/** Words of each line of a table. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
}
