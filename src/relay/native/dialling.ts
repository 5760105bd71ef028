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
import { acknowledgeWithData, portWhenConnecting } from './options.ts';
import type { NativeParts } from './parts.ts';
import type { Target } from './targets.ts';

/**
 * Returns a descriptor that is connecting to a target, from the address `from` of this machine where one is given. Throws the
 * system's error where that is impossible from the start.
 */
export function openConnecting(parts: NativeParts, target: Target, from?: string): number {
  const { libc, open } = parts;
  const { address } = target;
  const family = address.length === ADDRESS_BYTES ? AF_INET6 : AF_INET;
  const fd = libc.socket(family, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
  if (fd === -1) {
    const errno = libc.errno();
    if (isShortage(errno)) parts.full('system');
    throw systemError('socket', errno);
  }
  try {
    if (target.isSentToAtOnce) acknowledgeWithData(libc, fd);
    if (from !== undefined) leaveFrom(parts, fd, from);
    if (libc.connect(fd, address, address.length) === -1) {
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
  const { address } = parts.targets.of(from, 0);
  portWhenConnecting(libc, fd);
  if (libc.bind(fd, address, address.length) === -1) throw systemError('bind', libc.errno());
}
