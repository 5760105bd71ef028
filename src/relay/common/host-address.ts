import { SocketAddress, isIP } from 'node:net';
import type { IpVersion } from '../../portproxy/family.ts';

/** The address that means every address of the version when it is listened on. */
export function unspecified(version: IpVersion): string {
  return version === 4 ? '0.0.0.0' : '::';
}

/**
 * One spelling for each address: IPv6 compressed and in small letters, the zone kept. What is no address stays as it is.
 */
export function canonicalHost(host: string): string {
  if (isIP(host) !== 6) return host;
  const [address = host, zone] = host.split('%');
  const short = new SocketAddress({ address, family: 'ipv6' }).address;
  return zone === undefined ? short : `${short}%${zone}`;
}

/** The version and address by which a packet to this host travels: an IPv4-mapped IPv6 address is an IPv4 one. */
export function reachedAs(host: string): { readonly version: IpVersion; readonly host: string } {
  const short = canonicalHost(host);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(short)?.[1];
  if (mapped !== undefined) return { version: 4, host: mapped };
  return { version: isIP(short) === 6 ? 6 : 4, host: short };
}

/** Whether the address always means this machine. */
export function isLoopback(host: string): boolean {
  return host.startsWith('127.') || host === '::1';
}

/** Address and port as people write them: `127.0.0.1:80`, `[::1]:80`. */
export function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
