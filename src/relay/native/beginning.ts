import { BEGINNING_BYTES, type BeginningReader } from '../transport.ts';
import { EAGAIN, type Libc } from './libc.ts';

const MSG_PEEK = 2;
/** The beginnings of connections, which stay in the system's buffer until they are taken. */
const beginning = Buffer.allocUnsafeSlow(BEGINNING_BYTES);

/** Shows the reader the bytes that wait at a socket, and leaves them there. Returns the number of an error; 0: none. */
export function showBeginning(libc: Libc, fd: number, reader: BeginningReader): number {
  const read = libc.recv(fd, beginning, beginning.length, MSG_PEEK);
  if (read > 0) reader.began(beginning.subarray(0, read));
  if (read !== -1) return 0;
  const errno = libc.errno();
  return errno === EAGAIN ? 0 : errno;
}

/** Drops so many bytes of what waits at a socket, which were seen. */
export function dropBeginning(libc: Libc, fd: number, bytes: number): void {
  libc.recv(fd, beginning, bytes, 0);
}
