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
  addresses = addressesOf(interfaces());
  if (before.size !== addresses.size || addresses.keys().some((address) => !before.has(address))) {
    revision += 1;
  }
}

/** Returns the addresses of interfaces, those with a zone as this system writes and reads it: by number on Windows. */
export function addressesOf(
  found: Interfaces,
  platform: NodeJS.Platform = process.platform,
): ReadonlyMap<string, IpVersion> {
  return new Map(
    Object.entries(found).flatMap(([name, list = []]) =>
      list.map((one): [string, IpVersion] => {
        if (one.family !== 'IPv6') return [one.address, 4];
        const zone = platform === 'win32' ? one.scopeid : name;
        return [canonicalHost(one.scopeid ? `${one.address}%${zone}` : one.address), 6];
      }),
    ),
  );
}

/**
 * Returns an address as the system's calls take it: Windows (libuv) takes the zone of an IPv6 address as a number only, so
 * the name of an interface becomes its number there. One that the machine does not have stays as it is.
 */
export function withSystemZone(
  host: string,
  platform: NodeJS.Platform = process.platform,
  found: () => Interfaces = interfaces,
): string {
  if (platform !== 'win32') return host;
  const [address, zone] = host.split('%');
  if (zone === undefined || /^\d+$/.test(zone)) return host;
  const wanted = zone.toLowerCase();
  const named = Object.entries(found()).find(([name]) => name.toLowerCase() === wanted);
  const number = named?.[1]?.find(({ scopeid = 0 }) => scopeid > 0)?.scopeid;
  return number === undefined ? host : `${address}%${number}`;
}

/** Interfaces by name, as `os.networkInterfaces` tells them. */
type Interfaces = ReturnType<typeof networkInterfaces>;

function interfaces(): Interfaces {
  try {
    return networkInterfaces();
  } catch {
    // Some containers forbid this; loopback is known anyway.
    return {};
  }
}
