import { SocketAddress, isIP } from 'node:net';
import type { IpVersion } from '../../portproxy/family.ts';

/** Returns the address that means all addresses of the version to a listener. */
export function unspecified(version: IpVersion): string {
  return version === 4 ? '0.0.0.0' : '::';
}

/**
 * Returns the one spelling of an address: IPv6 compressed and in lower case, the zone kept. Other texts stay as they are.
 */
export function canonicalHost(host: string): string {
  if (isIP(host) !== 6) return host;
  const [address = host, zone] = host.split('%');
  const short = new SocketAddress({ address, family: 'ipv6' }).address;
  return zone === undefined ? short : `${short}%${zone}`;
}

/** Returns the version and address by which a packet reaches this host: an IPv4-mapped IPv6 address is an IPv4 one. */
export function reachedAs(host: string): { readonly version: IpVersion; readonly host: string } {
  const short = canonicalHost(host);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(short)?.[1];
  if (mapped !== undefined) return { version: 4, host: mapped };
  return { version: isIP(short) === 6 ? 6 : 4, host: short };
}

/** Returns whether the address means this machine on every machine. */
export function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}

/** Returns address and port in the usual form: `127.0.0.1:80`, `[::1]:80`. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
