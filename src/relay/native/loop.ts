import { promiseHooks } from 'node:v8';
import { ADD, CHANGE, DATA, IN, OUT, REMOVE, WORDS } from './epoll-event.ts';
import { CLOEXEC, type Libc, systemError } from './libc.ts';
import { type NodeLoop, pending } from './node-loop.ts';
import { NodeWait } from './node-wait.ts';

const MOST_EVENTS = 512;
/**
 * After so long without an event Node's loop waits in its place, ms. Until then Node's timers come at most so late: ref'ed ones, and
 * unref'ed ones.
 */
const SHORT_WAIT_MS = 5;
const WAIT_MS = 50;
/** Where Node's loop cannot do that: the longest wait after many waits without an event, ms. */
const LONG_WAIT_MS = 200;
const MANY_WAITS = 20;
/** Node gets a turn at least so often while there is much to do, ms. */
const LONGEST_STAY_MS = 20;

/** Takes the events of a descriptor. */
export interface Watched {
  /** Takes epoll's flags. */
  ready(flags: number): void;
}

/** What was reported of a descriptor while nothing was handled. */
interface Gathered {
  readonly watched: Watched;
  flags: number;
}

/** Work that continues in the next turn. */
export interface Resumable {
  resume(): void;
}

/**
 * Waits for descriptors by itself, inside a turn of Node's loop, and for Node's own loop among them: as soon as Node has
 * something to do it gets its turn. So events of the relay's sockets cost one system call for many of them and no more.
 * Node gets its turn as well after a promise was made while events are handled, so that it can carry it on. When nothing
 * happens for a while it rests: Node's loop waits for its descriptors, and nobody wakes up without cause.
 */
export class Loop {
  readonly #libc: Libc;
  readonly #epoll: number;
  readonly #nodeLoop: number;
  readonly #stirred: () => void;
  /** Undefined where Node's loop cannot wait for others. */
  #nodeWait: NodeWait | undefined;
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
  /** Its next turn. */
  #next: NodeJS.Immediate | undefined;
  #isResting = false;
  /** No event is handled until `goOn`. */
  #isHeld = false;
  /** The flags of descriptors that `gather` has found. */
  #gathered: Map<number, Gathered> | undefined;
  readonly #unhook: () => void;
  /** Counts its turns; those who compare it see whether events came one right after the other. */
  turn = 0;

  /**
   * `nodeLoop`: Node's loop of this thread; `stirred` is called when descriptors begin to have events, and do again after a
   * rest. Throws where the system has no descriptor left.
   */
  constructor(libc: Libc, nodeLoop: NodeLoop, stirred: () => void = () => {}) {
    this.#libc = libc;
    this.#nodeLoop = nodeLoop.epoll;
    this.#stirred = stirred;
    this.#epoll = libc.epoll_create1(CLOEXEC);
    if (this.#epoll === -1) throw systemError('epoll_create1', libc.errno());
    try {
      this.#control(ADD, nodeLoop.epoll, IN);
    } catch (error) {
      libc.close(this.#epoll);
      throw error;
    }
    if (nodeLoop.alarm !== undefined)
      this.#nodeWait = new NodeWait(libc, this.#epoll, nodeLoop.epoll, nodeLoop.alarm);
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

  /** Whether nothing happens, nor has for a while; `stirred` tells when something does. */
  get rests(): boolean {
    return this.#isResting || this.#next === undefined;
  }

  /** Something happens to its descriptors that no event has told. */
  stir(): void {
    if (this.#isResting) this.#rise();
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
    this.#gathered?.delete(fd);
    // Nothing is left to keep the thread alive for.
    if (this.#count === 0 && this.#isResting) this.#next?.ref();
  }

  /** As `forget`, for a descriptor of which another process has a copy: closing it would not end the reports. */
  abandon(fd: number): void {
    this.forget(fd);
    this.#libc.epoll_ctl(this.#epoll, REMOVE, fd, this.#event);
  }

  /** Calls resume() in the next turn, after others had theirs. */
  later(direction: Resumable): void {
    this.#resumable.push(direction);
    this.#arm();
  }

  /** Handles no event until `goOn`. */
  hold(): void {
    this.#isHeld = true;
  }

  /**
   * While it is held: takes what was reported so far, and keeps for `goOn` what is to be read. That a socket takes bytes, as nearly
   * all do, is dropped: it is called while nobody holds bytes for one, or connects.
   */
  gather(): void {
    const gathered = (this.#gathered ??= new Map<number, Gathered>());
    const events = this.#events;
    for (let count = MOST_EVENTS; count === MOST_EVENTS;) {
      count = this.#libc.epoll_wait(this.#epoll, events, MOST_EVENTS, 0);
      for (let at = 0; at < count * WORDS; at += WORDS) {
        const fd = events[at + DATA]!;
        const flags = events[at]! & ~OUT;
        const watched = this.#watched[fd];
        if (flags === 0 || watched === undefined || this.#generations[fd] !== events[at + DATA + 1]) continue;
        const known = gathered.get(fd);
        if (known) known.flags |= flags;
        else gathered.set(fd, { watched, flags });
      }
    }
  }

  /** Handles events again, those first that were gathered. */
  goOn(): void {
    this.#isHeld = false;
    const gathered = this.#gathered;
    this.#gathered = undefined;
    if (gathered !== undefined && gathered.size > 0)
      this.#resumable.push({ resume: () => this.#handle(gathered) });
    if (this.#hasWork) this.#arm();
  }

  /** Ends all reports. */
  close(): void {
    this.#unhook();
    this.#nodeWait?.close();
    this.#isResting = false;
    clearImmediate(this.#next);
    this.#count = 0;
    this.#resumable = [];
    this.#gathered = undefined;
    this.#libc.close(this.#epoll);
  }

  #handle(gathered: ReadonlyMap<number, Gathered>): void {
    for (const [fd, { watched, flags }] of gathered) if (this.#watched[fd] === watched) watched.ready(flags);
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
    if (this.#isHeld) return;
    if (this.#next === undefined) {
      this.#next = setImmediate(this.#stay);
      this.#stirred();
    } else if (this.#isResting) this.#next.ref();
  }

  /** Handles events until Node has something to do. */
  readonly #stay = (): void => {
    const { immediates, timers } = pending();
    // Node has something to do, or it is Node that waits.
    this.#leaves = immediates || this.#isResting;
    this.#hasTimers = timers;
    const until = performance.now() + LONGEST_STAY_MS;
    let busy = true;
    try {
      while (busy && this.#hasWork && !this.#isHeld) {
        busy = this.#turn();
        if (this.#leaves || performance.now() > until) break;
      }
    } finally {
      this.#goesOn(!busy && !this.#leaves);
    }
  };

  get #hasWork(): boolean {
    return this.#count > 0 || this.#resumable.length > 0;
  }

  /** Sees to its next turn; `isQuiet`: nothing has happened in a whole wait. */
  #goesOn(isQuiet: boolean): void {
    if (this.#isHeld || !this.#hasWork) {
      if (this.#isResting) this.#rise();
      this.#next = undefined;
      return;
    }
    if (isQuiet && !this.#isResting) this.#isResting = this.#nodeWait?.begin() === true;
    this.#next = setImmediate(this.#stay);
    // Node's loop waits in spite of it, and comes to it after whatever ends the wait.
    if (this.#isResting) this.#next.unref();
  }

  /** Ends its rest. */
  #rise(): void {
    this.#isResting = false;
    this.#nodeWait?.end();
    this.#next?.ref();
    this.#stirred();
  }

  /** One turn; false where nothing happened. */
  #turn(): boolean {
    const waits = !this.#leaves && this.#resumable.length === 0;
    const events = this.#events;
    const longest = this.#hasTimers ? SHORT_WAIT_MS : this.#idle < MANY_WAITS ? WAIT_MS : LONG_WAIT_MS;
    const count = this.#libc.epoll_wait(this.#epoll, events, MOST_EVENTS, waits ? longest : 0);
    this.turn = (this.turn + 1) | 0;
    if (count > 0) this.#idle = 0;
    else if (waits) this.#idle += 1;
    if (this.#isResting && (count > 0 || this.#resumable.length > 0)) this.#rise();
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
