import type { NeighborFacts } from './facts.ts';
import { tableRows } from './hex-address.ts';

/** Flags of linux/if_arp.h: the address is known, or set by hand. */
const COMPLETE = 0x2;
const PERMANENT = 0x4;

/**
 * Parses /proc/net/arp (proc_pid_net(5)): address, hardware type, flags, hardware address, mask, interface. It does not
 * tell whether a known neighbor was reached lately.
 */
export function parseArp(text: string): NeighborFacts[] {
  return tableRows(text)
    .slice(1)
    .flatMap(([address, , flagText = '', mac = '', , name]) => {
      if (address === undefined || name === undefined) return [];
      const flags = Number.parseInt(flagText, 16);
      const known = (flags & COMPLETE) !== 0;
      return {
        version: 4 as const,
        interface: name,
        address,
        mac: known ? mac : null,
        type: (flags & PERMANENT) !== 0 ? 'Permanent' : known ? 'Complete' : 'Incomplete',
        isRouter: false,
      };
    });
}
