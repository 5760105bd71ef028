/** Operations of epoll_ctl(2). */
export const ADD = 1;
export const REMOVE = 2;
export const CHANGE = 3;

/** Flags of epoll_ctl(2). */
export const IN = 1;
export const PRI = 2;
export const OUT = 4;
export const ERR = 8;
export const HUP = 16;
export const RDHUP = 1 << 13;
export const EDGE = 1 << 31;

/** All that a connected socket reports. Each change is reported once, so it is registered a single time. */
export const CHANGES = IN | PRI | OUT | RDHUP | EDGE;
/** Any of these: there is something to read, an end or an error included. */
export const READABLE = IN | PRI | RDHUP | HUP | ERR;

/** Words (of 32 bits) of an event; x86-64 packs it. Flags are the first, and two are left to whoever watches. */
export const WORDS = process.arch === 'x64' ? 3 : 4;
/** The first of the two: the descriptor. The other one tells its uses apart. */
export const DATA = WORDS - 2;

/** Returns an event in the system's form. */
export function epollEvent(flags: number, fd: number): Int32Array {
  const event = new Int32Array(WORDS);
  event[0] = flags;
  event[DATA] = fd;
  return event;
}
