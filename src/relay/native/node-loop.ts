import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { Socket } from 'node:net';
import { ADD, IN, epollEvent } from './epoll-event.ts';
import { CLOEXEC, type Libc, NONBLOCK_CLOEXEC } from './libc.ts';
import { NodeWait } from './node-wait.ts';

/** Node's loop of a thread. */
export interface NodeLoop {
  /** The epoll descriptor in which it waits. */
  readonly epoll: number;
  /**
   * The descriptor by which other threads wake it (eventfd(2)), where it can wait for another epoll descriptor in that one's
   * name (`NodeWait`).
   */
  readonly alarm: number | undefined;
}

/** So many turns in a row show that the loop is woken. */
const TURNS = 10;
const TRIAL_MS = 200;

/**
 * Resolves to the epoll descriptor in which Node's loop of this thread waits, and its alarm; undefined where it cannot be
 * found. An epoll descriptor can be waited for like any other (epoll(7)), and is readable when Node has something to do. It is found by a
 * pipe that only this loop watches: proc_pid_fdinfo(5) lists what an epoll descriptor watches.
 */
export async function findNodeLoop(libc: Libc): Promise<NodeLoop | undefined> {
  const epoll = await findEpoll(libc);
  if (epoll === undefined) return undefined;
  const [alarm, ...others] = watchedBy(epoll).filter((fd) => isA('eventfd', fd));
  const isSound = alarm !== undefined && others.length === 0 && (await wakes(libc, epoll, alarm));
  return { epoll, alarm: isSound ? alarm : undefined };
}

async function findEpoll(libc: Libc): Promise<number | undefined> {
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
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .find((epoll) => isA('eventpoll', epoll) && watchedBy(epoll).includes(fd));
  } catch {
    // No /proc, or one that tells less.
    return undefined;
  }
}

/** Returns the descriptors that an epoll descriptor watches. */
function watchedBy(epoll: number): number[] {
  const text = readFileSync(`/proc/self/fdinfo/${epoll}`, 'latin1');
  return text
    .matchAll(/^tfd:\s*(\d+)\s/gm)
    .map(([, fd]) => Number(fd))
    .toArray();
}

function isA(kind: 'eventpoll' | 'eventfd', fd: number): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`) === `anon_inode:[${kind}]`;
  } catch {
    // It was the descriptor that read the folder.
    return false;
  }
}

/** Resolves to whether a descriptor with an event keeps Node's loop awake that waits for it in the name of the alarm. */
async function wakes(libc: Libc, nodeLoop: number, alarm: number): Promise<boolean> {
  const own = libc.epoll_create1(CLOEXEC);
  const ends = new Int32Array(2);
  if (own === -1) return false;
  if (libc.pipe2(ends, NONBLOCK_CLOEXEC) === -1) {
    libc.close(own);
    return false;
  }
  const [reader = -1, writer = -1] = ends;
  const wait = new NodeWait(libc, own, nodeLoop, alarm);
  let late: NodeJS.Timeout | undefined;
  try {
    // It is ready for as long as it is open: nobody can write to it any more.
    libc.close(writer);
    if (libc.epoll_ctl(own, ADD, reader, epollEvent(IN, reader)) === -1 || !wait.begin()) return false;
    return await Promise.race([
      unforcedTurns(TURNS),
      new Promise<boolean>((resolve) => {
        late = setTimeout(() => resolve(false), TRIAL_MS);
      }),
    ]);
  } finally {
    clearTimeout(late);
    wait.end();
    wait.close();
    libc.close(own);
    libc.close(reader);
  }
}

/** Resolves to true when something has ended the wait of Node's loop so often. */
async function unforcedTurns(count: number): Promise<boolean> {
  for (let left = count; left > 0; left -= 1)
    await new Promise<void>((resolve) => setImmediate(resolve).unref());
  return true;
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
