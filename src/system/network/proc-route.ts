import type { RouteFacts } from './facts.ts';
import { ipv4FromHex, tableRows } from './hex-address.ts';

/** Route flags of linux/route.h. */
const UP = 0x1;
const GATEWAY = 0x2;
const REJECT = 0x2_00;

/**
 * Parses /proc/net/route, the IPv4 routes of the main table: interface, destination, gateway, flags, then the metric as
 * the seventh and the mask as the eighth column. A route without an interface refuses packets. The file does not tell
 * the maker of a route.
 */
export function parseRoutes(text: string, order?: 'LE' | 'BE'): RouteFacts[] {
  return tableRows(text).flatMap((row) => {
    const [name = '', to = '', gateway = '', flagText = '', , , metric = '', mask = ''] = row;
    const flags = Number.parseInt(flagText, 16);
    if (!/^[\dA-F]{8}$/i.test(to) || !/^[\dA-F]{8}$/i.test(mask) || (flags & UP) === 0) return [];
    return {
      version: 4 as const,
      prefix: `${ipv4FromHex(to, order)}/${prefixLength(mask)}`,
      gateway: (flags & GATEWAY) === 0 ? null : ipv4FromHex(gateway, order),
      interface: name === '*' || (flags & REJECT) !== 0 ? null : name,
      metric: Number(metric),
      type: null,
    };
  });
}

/** Returns the number of bits of a mask, in whatever byte order. */
function prefixLength(mask: string): number {
  let bits = 0;
  for (let left = Number.parseInt(mask, 16); left > 0; left = Math.floor(left / 2)) bits += left % 2;
  return bits;
}
