import { hostname } from 'node:os';
import type { Machine } from '../portproxy/hold.ts';
import { machineAddresses } from './addresses.ts';
import { systemHosts } from './hosts.ts';

/** Reads the current addresses, the name and the hosts file of this machine, anew each time. */
export function thisMachine(): Machine {
  return {
    addresses: machineAddresses().map(({ address }) => address),
    hostname: hostname(),
    hosts: systemHosts(),
  };
}
