import { networkInterfaces } from 'node:os';
import type { IpVersion } from '../../portproxy/family.ts';
import { canonicalHost, isLoopback } from '../../portproxy/host-address.ts';

const FRESH_MS = 1_000;

let addresses: ReadonlyMap<string, IpVersion> = new Map();
let readAt = -Infinity;
let revision = 0;

/** Returns the addresses of this machine, at most a second old, link-local ones with their zone. */
export function localAddresses(version: IpVersion): string[] {
  refresh();
  return [...addresses].filter(([, of]) => of === version).map(([address]) => address);
}

/** Returns whether this machine has the address now. */
export function isLocalAddress(host: string): boolean {
  if (isLoopback(host)) return true;
  refresh();
  return addresses.has(host);
}

/** Returns a number that grows whenever the addresses of this machine change; at most a second old. */
export function localAddressesRevision(): number {
  refresh();
  return revision;
}

/** Returns the networks of this machine's interfaces as they are now, such as `10.0.0.7/24`, sorted. */
export function localSubnets(): string[] {
  const subnets = Object.values(interfaces()).flatMap((list = []) => list.flatMap(({ cidr }) => cidr ?? []));
  return subnets.toSorted();
}

function refresh(): void {
  const now = performance.now();
  if (now - readAt < FRESH_MS) return;
  readAt = now;
  const before = addresses;
  addresses = new Map(
    Object.entries(interfaces()).flatMap(([name, list = []]) =>
      list.map((one): [string, IpVersion] =>
        one.family === 'IPv6'
          ? [canonicalHost(one.scopeid ? `${one.address}%${name}` : one.address), 6]
          : [one.address, 4],
      ),
    ),
  );
  if (before.size !== addresses.size || addresses.keys().some((address) => !before.has(address))) {
    revision += 1;
  }
}

function interfaces(): ReturnType<typeof networkInterfaces> {
  try {
    return networkInterfaces();
  } catch {
    // Some containers forbid this; loopback is known anyway.
    return {};
  }
}
