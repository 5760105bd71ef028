import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Libc, NONBLOCK_CLOEXEC } from './libc.ts';

/**
 * Resolves to the epoll descriptor in which Node's loop of this thread waits; undefined where it cannot be found. An epoll
 * descriptor can be waited for like any other (epoll(7)), and is readable when Node has something to do. It is found by a
 * pipe that only this loop watches: proc_pid_fdinfo(5) lists what an epoll descriptor watches.
 */
export async function findNodeLoop(libc: Libc): Promise<number | undefined> {
  const ends = new Int32Array(2);
  if (libc.pipe2(ends, NONBLOCK_CLOEXEC) === -1) return undefined;
  const [reader = -1, writer = -1] = ends;
  const watched = new Socket({ fd: reader, readable: true, writable: false });
  watched.on('error', () => {});
  watched.resume();
  try {
    // A loop registers what it watches when it waits the next time.
    await turn();
    await turn();
    return epollThatWatches(reader);
  } finally {
    watched.destroy();
    libc.close(writer);
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function epollThatWatches(fd: number): number | undefined {
  const watches = new RegExp(`^tfd:\\s*${fd}\\s`, 'm');
  try {
    for (const name of readdirSync('/proc/self/fd')) {
      if (isEpoll(name) && watches.test(readFileSync(`/proc/self/fdinfo/${name}`, 'latin1')))
        return Number(name);
    }
  } catch {
    // No /proc, or one that tells less.
  }
  return undefined;
}

function isEpoll(name: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${name}`) === 'anon_inode:[eventpoll]';
  } catch {
    // It was the descriptor that read the folder.
    return false;
  }
}

/** The work of Node's own loop in this thread. */
export interface Pending {
  /** A callback waits for the next turn of Node's loop. */
  readonly immediates: boolean;
  /** A timer runs that was not unref'ed; Node does not tell when it is due. */
  readonly timers: boolean;
}

/** Returns what Node waits for; costs some microseconds. */
export function pending(): Pending {
  const resources = process.getActiveResourcesInfo();
  return { immediates: resources.includes('Immediate'), timers: resources.includes('Timeout') };
}
