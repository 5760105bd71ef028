import { isIP, isIPv4 } from 'node:net';
import type { IpVersion } from './family.ts';

/** The address that stands for every address of an IP version when it is listened on. */
export function unspecified(version: IpVersion): string {
  return version === 4 ? '0.0.0.0' : '::';
}

/** Spells an address in one way: IPv6 compressed and in lower case, its zone kept. Returns other text as it is. */
export function canonicalHost(host: string): string {
  if (isIP(host) !== 6) return host;
  const [address = host, zone] = host.split('%');
  // Node loads this class with its first use.
  const { SocketAddress } = process.getBuiltinModule('node:net');
  const short = new SocketAddress({ address, family: 'ipv6' }).address;
  return zone === undefined ? short : `${short}%${zone}`;
}

/** Returns the version and address by which packets to a host travel: IPv4 for an IPv4-mapped IPv6 address. */
export function reachedAs(host: string): { readonly version: IpVersion; readonly host: string } {
  const short = canonicalHost(host);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(short)?.[1];
  if (mapped !== undefined) return { version: 4, host: mapped };
  return { version: isIP(short) === 6 ? 6 : 4, host: short };
}

/** Whether an address always means this machine: 127.0.0.0/8 or `::1`, in any spelling. */
export function isLoopback(host: string): boolean {
  return isIPv4(host) ? host.startsWith('127.') : canonicalHost(host) === '::1';
}

/** Joins a host and a port as people write them, an IPv6 address in brackets: `10.0.0.5:80`, `[::1]:80`. */
export function hostAndPort(host: string, port: number | string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}
