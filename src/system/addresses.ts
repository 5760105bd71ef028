import { readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { IpVersion } from '../portproxy/family.ts';

/** An address of this machine and its interface; IPv6 without a zone. */
export interface MachineAddress {
  readonly address: string;
  readonly version: IpVersion;
  readonly interface: string;
}

/** Returns the current addresses of this machine, with those of loopback; empty where the system does not tell. */
export function machineAddresses(): MachineAddress[] {
  return Object.entries(interfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, family }) => ({
      address: address.replace(/%.*$/, ''),
      version: family === 'IPv6' ? 6 : 4,
      interface: name,
    })),
  );
}

/** Returns the names of the interfaces; only of those with an address where the system has no list. */
export function interfaceNames(): string[] {
  try {
    if (process.platform === 'linux') return readdirSync('/sys/class/net');
  } catch {
    // A machine without /sys.
  }
  return Object.keys(interfaces());
}

function interfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch {
    return {};
  }
}
