import { ADDRESS_BYTES } from './addresses.ts';
import {
  AF_INET,
  AF_INET6,
  EINPROGRESS,
  NONBLOCK_CLOEXEC,
  SOCK_STREAM,
  isShortage,
  systemError,
} from './libc.ts';
import { portWhenConnecting, sendAtOnce } from './options.ts';
import type { NativeParts } from './parts.ts';

/**
 * Returns a descriptor that is connecting to a host and port, from the address `from` of this machine where one is given. Throws the
 * system's error where that is impossible from the start.
 */
export function openConnecting(parts: NativeParts, host: string, port: number, from?: string): number {
  const { libc, open } = parts;
  const target = parts.addressOf(host, port);
  const family = target.length === ADDRESS_BYTES ? AF_INET6 : AF_INET;
  const fd = libc.socket(family, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
  if (fd === -1) {
    const errno = libc.errno();
    if (isShortage(errno)) parts.full('system');
    throw systemError('socket', errno);
  }
  try {
    sendAtOnce(libc, fd);
    if (from !== undefined) leaveFrom(parts, fd, from);
    if (libc.connect(fd, target, target.length) === -1) {
      const errno = libc.errno();
      if (errno !== EINPROGRESS) throw systemError('connect', errno);
    }
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  open.opened(fd);
  return fd;
}

function leaveFrom(parts: NativeParts, fd: number, from: string): void {
  const { libc } = parts;
  const address = parts.addressOf(from, 0);
  portWhenConnecting(libc, fd);
  if (libc.bind(fd, address, address.length) === -1) throw systemError('bind', libc.errno());
}
