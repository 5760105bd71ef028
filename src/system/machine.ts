import { hostname } from 'node:os';
import type { Machine } from '../portproxy/hold.ts';
import { machineAddresses } from './addresses.ts';
import { systemHosts } from './hosts.ts';

/** What this machine calls its own at this moment: addresses, its name, the hosts file. Read anew each time. */
export function thisMachine(): Machine {
  return {
    addresses: machineAddresses().map(({ address }) => address),
    hostname: hostname(),
    hosts: systemHosts(),
  };
}
