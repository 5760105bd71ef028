import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { IpVersion } from '../../portproxy/family.ts';
import type { AddressFacts, InterfaceFacts } from './facts.ts';
import { type NetworkReader, NotTold } from './reader.ts';

/**
 * Reads what Node finds on every system: interfaces that are up and have an address, these addresses, and name servers.
 * Throws `NotTold` for everything else.
 */
export const portableReader: NetworkReader = {
  interfaces(version) {
    return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]): InterfaceFacts[] => {
      const own = addresses.filter((one) => version === undefined || versionOf(one.family) === version);
      if (own.length === 0) return [];
      const isLoopback = own.some((one) => one.internal);
      return [{ name, index: null, mtu: null, isEnabled: true, isConnected: true, isLoopback }];
    });
  },
  settings: () => ({
    forwarding: null,
    baseReachableTimeMs: null,
    retransmissionIntervalMs: null,
    dadTransmits: null,
  }),
  addresses: async (version) => nodeAddresses(version),
  hasDhcpLease: () => null,
  routes: async (version) => untold(`The IPv${version} routes`),
  neighbors: async (version) => untold(`The IPv${version} neighbors`),
  traffic: () => untold('What the interfaces carried'),
  dnsServers: nodeNameServers,
  dynamicPorts: () => untold('The dynamic port range'),
  tcp: () => untold('The TCP settings'),
};

/** Returns the addresses of one IP version as Node finds them: those of interfaces that are up. */
export function nodeAddresses(version: IpVersion): AddressFacts[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter((one) => versionOf(one.family) === version)
      .map(({ address, cidr }) => ({
        interface: name,
        version,
        address: address.replace(/%.*$/, ''),
        prefixLength: Number(cidr?.split('/')[1] ?? (version === 4 ? 32 : 128)),
        state: null,
        origin: null,
        valid: null,
        preferred: null,
      })),
  );
}

/** Returns the name servers that Node would ask, and asks none. */
async function nodeNameServers(version: IpVersion): Promise<string[]> {
  const { getServers } = await import('node:dns');
  return getServers().filter((one) => isIP(one) === version);
}

function versionOf(family: string): IpVersion {
  return family === 'IPv6' ? 6 : 4;
}

function untold(what: string): never {
  throw new NotTold(`${what} cannot be read on this system.`);
}
