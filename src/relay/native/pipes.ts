import { Pool } from '../common/pool.ts';
import { type Libc, NONBLOCK_CLOEXEC } from './libc.ts';
import type { OpenDescriptors } from './open-descriptors.ts';

const F_SETPIPE_SZ = 1_031;

/** A pipe of the system, through which bytes go from socket to socket without being copied; holds `length` bytes. */
export interface Pipe {
  readonly reader: number;
  readonly writer: number;
  readonly length: number;
}

/** The parts of the transport that pipes use. */
export interface PipeParts {
  readonly libc: Libc;
  readonly open: OpenDescriptors;
  /** Returns whether two more descriptors may be used. */
  readonly room: () => boolean;
  /** The number of descriptors in use has changed by this. */
  readonly used: (difference: number) => void;
}

/** Takes a pipe of another process, which is lent, into a pool. */
export function adoptPipe(
  pool: Pool<Pipe>,
  pipe: Pipe,
  { open, used }: Omit<PipeParts, 'libc' | 'room'>,
): void {
  open.opened(pipe.reader);
  open.opened(pipe.writer);
  used(2);
  pool.adopt(pipe);
}

/**
 * Returns a pool of pipes that hold at most `bytes` together, lent to directions while they move much. Where the system
 * refuses more (descriptors, or a user's pages for pipes, pipe(7)), directions get a smaller pipe, or none.
 */
export function pipePool(bytes: number, { libc, open, room, used }: PipeParts): Pool<Pipe> {
  const ends = new Int32Array(2);
  return new Pool<Pipe>(bytes, {
    make(length) {
      if (!room() || libc.pipe2(ends, NONBLOCK_CLOEXEC) === -1) return null;
      const [reader = -1, writer = -1] = ends;
      libc.fcntl(writer, F_SETPIPE_SZ, length);
      open.opened(reader);
      open.opened(writer);
      used(2);
      return { reader, writer, length };
    },
    free({ reader, writer }) {
      for (const fd of [reader, writer]) {
        open.closed(fd);
        libc.close(fd);
      }
      used(-2);
    },
  });
}
