import { promiseHooks } from 'node:v8';
import { type Libc, systemError } from './libc.ts';
import { pending } from './node-loop.ts';

/** Flags of epoll_ctl(2). */
export const IN = 1;
export const PRI = 2;
export const OUT = 4;
export const ERR = 8;
export const HUP = 16;
export const RDHUP = 1 << 13;
export const EDGE = 1 << 31;

const ADD = 1;
const CHANGE = 3;
const CLOEXEC = 0o2000000;
const MOST_EVENTS = 512;
/** Words (of 32 bits) of an event; x86-64 packs it. */
const WORDS = process.arch === 'x64' ? 3 : 4;
const DATA = WORDS - 2;
/** While nothing else happens, Node's timers come at most so late, ms: ref'ed ones, and unref'ed ones. */
const SHORT_WAIT_MS = 5;
const WAIT_MS = 50;
/** The longest wait after many waits without an event, ms. */
const LONG_WAIT_MS = 200;
const MANY_WAITS = 20;
/** Node gets a turn at least so often while there is much to do, ms. */
const LONGEST_STAY_MS = 20;

/** Takes the events of a descriptor. */
export interface Watched {
  /** Takes epoll's flags. */
  ready(flags: number): void;
}

/** Work that continues in the next turn. */
export interface Resumable {
  resume(): void;
}

/**
 * Waits for descriptors by itself, inside a turn of Node's loop, and for Node's own loop among them: as soon as Node has
 * something to do it gets its turn. So events of the relay's sockets cost one system call for many of them and no more.
 * Node gets its turn as well after a promise was made while events are handled, so that it can carry it on.
 */
export class Loop {
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #nodeLoop: number;
  readonly #events = new Int32Array(MOST_EVENTS * WORDS);
  readonly #event = new Int32Array(WORDS);
  readonly #watched: (Watched | undefined)[] = [];
  /** Tells the uses of a descriptor number apart, so that a late event does not reach the next one. */
  readonly #generations: number[] = [];
  #generation = 0;
  #count = 0;
  #resumable: Resumable[] = [];
  #leaves = false;
  #hasTimers = false;
  /** How many waits in a row ended without an event. */
  #idle = 0;
  #armed = false;
  readonly #unhook: () => void;

  /** `nodeLoop`: the descriptor of Node's loop in this thread. Throws where the system has no descriptor left. */
  constructor(libc: Libc, nodeLoop: number) {
    this.#libc = libc;
    this.#nodeLoop = nodeLoop;
    this.#epoll = libc.epoll_create1(CLOEXEC);
    if (this.#epoll === -1) throw systemError('epoll_create1', libc.errno());
    try {
      this.#control(ADD, nodeLoop, IN);
    } catch (error) {
      libc.close(this.#epoll);
      throw error;
    }
    // It costs nothing where no promise is made: connections that only move bytes make none.
    const unhook = promiseHooks.onInit(() => {
      this.#leaves = true;
    });
    this.#unhook = () => void unhook();
  }

  /** The descriptor of its own epoll. */
  get fd(): number {
    return this.#epoll;
  }

  /** Begins to report a descriptor's events. Throws the system's error. */
  watch(fd: number, flags: number, watched: Watched): void {
    this.#generation = (this.#generation + 1) | 0;
    this.#generations[fd] = this.#generation;
    this.#control(ADD, fd, flags, this.#generation);
    this.#watched[fd] = watched;
    this.#count += 1;
    this.#arm();
  }

  /** Changes the events that are reported of a descriptor; 0 for none. */
  change(fd: number, flags: number): void {
    this.#control(CHANGE, fd, flags, this.#generations[fd]);
  }

  /** Ends the reports about a descriptor; to be called before it is closed. */
  forget(fd: number): void {
    if (this.#watched[fd] === undefined) return;
    this.#watched[fd] = undefined;
    this.#count -= 1;
  }

  /** Calls resume() in the next turn, after others had theirs. */
  later(direction: Resumable): void {
    this.#resumable.push(direction);
    this.#arm();
  }

  /** Ends all reports. */
  close(): void {
    this.#unhook();
    this.#count = 0;
    this.#resumable = [];
    this.#libc.close(this.#epoll);
  }

  #control(operation: number, fd: number, flags: number, generation = 0): void {
    const event = this.#event;
    event[0] = flags;
    event[DATA] = fd;
    event[DATA + 1] = generation;
    if (this.#libc.epoll_ctl(this.#epoll, operation, fd, event) === -1)
      throw systemError('epoll_ctl', this.#libc.errno());
  }

  #arm(): void {
    if (this.#armed) return;
    this.#armed = true;
    setImmediate(this.#stay);
  }

  /** Handles events until Node has something to do. */
  readonly #stay = (): void => {
    const { immediates, timers } = pending();
    this.#leaves = immediates;
    this.#hasTimers = timers;
    const until = performance.now() + LONGEST_STAY_MS;
    try {
      while (this.#count > 0 || this.#resumable.length > 0) {
        const busy = this.#turn();
        if (this.#leaves || !busy || performance.now() > until) break;
      }
    } finally {
      this.#armed = false;
      if (this.#count > 0 || this.#resumable.length > 0) this.#arm();
    }
  };

  /** One turn; false where nothing happened. */
  #turn(): boolean {
    const waits = !this.#leaves && this.#resumable.length === 0;
    const events = this.#events;
    const longest = this.#hasTimers ? SHORT_WAIT_MS : this.#idle < MANY_WAITS ? WAIT_MS : LONG_WAIT_MS;
    const count = this.#libc.epoll_wait(this.#epoll, events, MOST_EVENTS, waits ? longest : 0);
    if (count > 0) this.#idle = 0;
    else if (waits) this.#idle += 1;
    for (let at = 0; at < count * WORDS; at += WORDS) {
      const fd = events[at + DATA]!;
      if (fd === this.#nodeLoop) this.#leaves = true;
      else if (this.#generations[fd] === events[at + DATA + 1]) this.#watched[fd]?.ready(events[at]!);
    }
    const resumable = this.#resumable;
    if (resumable.length === 0) return count > 0;
    this.#resumable = [];
    for (const direction of resumable) direction.resume();
    return true;
  }
}
