import type { RouteFacts } from './facts.ts';
import { ipv6FromHex, tableRows } from './hex-address.ts';

/** Route flags of linux/route.h and linux/ipv6_route.h. */
const UP = 0x1;
const GATEWAY = 0x2;
const REJECT = 0x2_00;
/** From the advertisement of a router. */
const ADDRCONF = 0x4_00_00;
/** To an address of this machine, or to a multicast or anycast address. */
const LOCAL = 0x80_00_00_00;
const ANYCAST = 0x10_00_00;

/**
 * Parses /proc/net/ipv6_route: destination and its prefix length, source, next hop, metric, counters, flags, interface,
 * numbers in hexadecimal. Leaves out the last entry of the kernel, which refuses everything.
 */
export function parseIpv6Routes(text: string): RouteFacts[] {
  return tableRows(text).flatMap((row) => {
    const [to = '', length = '', , , hop = '', metric = '', , , flagText = '', name = ''] = row;
    const flags = Number.parseInt(flagText, 16);
    const isRefused = (flags & REJECT) !== 0;
    if (to.length !== 32 || Number.isNaN(flags) || (isRefused && metric === 'ffffffff')) return [];
    if ((flags & UP) === 0 && !isRefused) return [];
    return {
      version: 6 as const,
      prefix: `${ipv6FromHex(to)}/${Number.parseInt(length, 16)}`,
      gateway: (flags & GATEWAY) === 0 ? null : ipv6FromHex(hop),
      interface: isRefused ? null : name,
      metric: Number.parseInt(metric, 16),
      type: typeOf(flags, to),
    };
  });
}

function typeOf(flags: number, to: string): RouteFacts['type'] {
  if ((flags & LOCAL) !== 0 || (flags & ANYCAST) !== 0 || to.startsWith('ff')) return 'System';
  return (flags & ADDRCONF) === 0 ? null : 'Autoconf';
}
