import { SHUT_RDWR } from './libc.ts';
import { resetAtOnce, resetWhenClosed } from './options.ts';
import type { NativeParts } from './parts.ts';

/** Closes a connected socket. Where another process has a copy, closing alone would end nothing. */
export function closeSocket({ libc, loop, open }: NativeParts, fd: number): void {
  loop.forget(fd);
  if (open.isShared) libc.shutdown(fd, SHUT_RDWR);
  open.closed(fd);
  libc.close(fd);
}

/** Makes closing a connected socket send a reset; where another process has a copy, it is sent now. */
export function beginReset({ libc, open }: NativeParts, fd: number): void {
  if (open.isShared) resetAtOnce(libc, fd);
  else resetWhenClosed(libc, fd);
}

/** Closes this process's copy of a socket, which goes on elsewhere: nothing is said to its other end. */
export function abandonSocket({ libc, loop, open }: NativeParts, fd: number): void {
  loop.abandon(fd);
  open.closed(fd);
  libc.close(fd);
}
