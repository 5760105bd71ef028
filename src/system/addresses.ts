import { readdirSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { IpVersion } from '../portproxy/family.ts';

/** An address of this machine and the interface that has it; IPv6 without its zone. */
export interface MachineAddress {
  readonly address: string;
  readonly version: IpVersion;
  readonly interface: string;
}

/** Every address of this machine at this moment, loopback included; empty where the system does not tell. */
export function machineAddresses(): MachineAddress[] {
  return Object.entries(interfaces()).flatMap(([name, addresses = []]) =>
    addresses.map(({ address, family }) => ({
      address: address.replace(/%.*$/, ''),
      version: family === 'IPv6' ? 6 : 4,
      interface: name,
    })),
  );
}

/** Names of the interfaces of this machine; where the system has no list of them, of those with an address. */
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
