import { ipv6FromHex } from './hex-address.ts';

/** Returns the subnet of an IPv4 address, such as `192.0.2.0/24`. */
export function ipv4Subnet(address: string, prefixLength: number): string {
  const bytes = address.split('.').map((byte, at) => Number(byte) & maskByte(prefixLength, at));
  return `${bytes.join('.')}/${prefixLength}`;
}

/** Returns the mask of an IPv4 prefix, such as `255.255.255.0`. */
export function ipv4Mask(prefixLength: number): string {
  return [0, 1, 2, 3].map((at) => maskByte(prefixLength, at)).join('.');
}

/** Returns the subnet of an IPv6 address, such as `2001:db8::/64`. */
export function ipv6Subnet(address: string, prefixLength: number): string {
  const [left = '', right] = withoutDots(address).split('::');
  const [before, after] = [groupsOf(left), groupsOf(right)];
  const zeros = right === undefined ? 0 : 8 - before.length - after.length;
  const hex = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
    .map((group) => group.padStart(4, '0'))
    .join('');
  const bytes = hex.match(/../g) ?? [];
  const kept = bytes.map((byte, at) => Number.parseInt(byte, 16) & maskByte(prefixLength, at));
  return `${ipv6FromHex(kept.map(hexByte).join(''))}/${prefixLength}`;
}

function groupsOf(text: string | undefined): string[] {
  return text ? text.split(':') : [];
}

/** Returns the byte of a mask at an index. */
function maskByte(prefixLength: number, at: number): number {
  const bits = Math.min(8, Math.max(0, prefixLength - at * 8));
  return 256 - 2 ** (8 - bits);
}

/** Returns an IPv6 address with an IPv4 address at its end written as two groups. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, ...found: string[]) => {
    const [a, b, c, d] = found.slice(0, 4).map((byte) => hexByte(Number(byte)));
    return `${a}${b}:${c}${d}`;
  });
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
