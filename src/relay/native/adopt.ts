import type { IpVersion } from '../../portproxy/family.ts';
import { type SocketEnd, localEnd, remoteEnd } from './addresses.ts';
import { prepareForClients } from './datagrams/open-datagram-socket.ts';
import { type Libc, systemError } from './libc.ts';
import { isListening, sendAtOnce } from './options.ts';

const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const FD_CLOEXEC = 1;
const O_NONBLOCK = 0o4000;
const EINVAL = 22;

/** Prepares a listening descriptor that was opened elsewhere; returns its address. Throws the system's error. */
export function prepareListening(libc: Libc, fd: number): SocketEnd {
  const at = localEnd(libc, fd);
  if (at === undefined) throw systemError('getsockname', libc.errno());
  if (!isListening(libc, fd)) throw systemError('listen', EINVAL);
  prepare(libc, fd);
  return at;
}

/** Prepares a connected descriptor that was opened elsewhere; returns its other end. Throws the system's error. */
export function prepareConnected(libc: Libc, fd: number): SocketEnd {
  const peer = remoteEnd(libc, fd);
  if (peer === undefined) throw systemError('getpeername', libc.errno());
  prepare(libc, fd);
  return peer;
}

/** Prepares a descriptor for datagrams that was opened elsewhere. Throws the system's error. */
export function prepareDatagrams(libc: Libc, fd: number, version: IpVersion): void {
  neverWait(libc, fd);
  prepareForClients(libc, fd, version);
}

/** Sets what this relay sets at every socket that it opens by itself. */
function prepare(libc: Libc, fd: number): void {
  neverWait(libc, fd);
  sendAtOnce(libc, fd);
}

function neverWait(libc: Libc, fd: number): void {
  const flags = libc.fcntl(fd, F_GETFL, 0);
  if (flags === -1 || libc.fcntl(fd, F_SETFL, flags | O_NONBLOCK) === -1)
    throw systemError('fcntl', libc.errno());
  libc.fcntl(fd, F_SETFD, FD_CLOEXEC);
}
