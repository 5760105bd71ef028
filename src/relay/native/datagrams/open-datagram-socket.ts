import type { IpVersion } from '../../../portproxy/family.ts';
import { socketAddress } from '../addresses.ts';
import { AF_INET, AF_INET6, type Libc, NONBLOCK_CLOEXEC, SOCK_DGRAM, systemError } from '../libc.ts';
import { ipv6Only, receiveBuffer, tellLocalAddress } from '../options.ts';

/** What comes in a burst waits here, bytes; the system may allow less (net.core.rmem_max). */
const RECEIVE_BYTES = 4 << 20;

/** Opens a descriptor that takes datagrams. Throws the system's error. */
export function openDatagramSocket(libc: Libc, host: string, version: IpVersion, port: number): number {
  const at = socketAddress(libc, host, port);
  const fd = libc.socket(version === 4 ? AF_INET : AF_INET6, SOCK_DGRAM | NONBLOCK_CLOEXEC, 0);
  if (fd === -1) throw systemError('socket', libc.errno());
  if (version === 6) ipv6Only(libc, fd);
  prepareForClients(libc, fd, version);
  if (libc.bind(fd, at, at.length) === -1) {
    const error = systemError('bind', libc.errno());
    libc.close(fd);
    throw error;
  }
  return fd;
}

/** Sets what every socket has that takes datagrams from clients. */
export function prepareForClients(libc: Libc, fd: number, version: IpVersion): void {
  tellLocalAddress(libc, fd, version);
  receiveBuffer(libc, fd, RECEIVE_BYTES);
}
