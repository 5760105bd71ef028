/**
 * The one place that calls the C library: the few functions of Linux that a relay needs, by a foreign function interface
 * (koffi's prebuilt binary, an optional dependency). Constants are those of x86-64 and arm64, which agree in all but
 * the layout of epoll's events.
 */
import { createRequire } from 'node:module';
import { getSystemErrorName } from 'node:util';
import { workerData } from 'node:worker_threads';
import { isRecord } from '../../portproxy/is-record.ts';

/** Memory that a call reads or fills. */
type Memory = Uint8Array | Int32Array;

/** Functions of the C library by their names there; each returns -1 where it failed, and `errno` says why. */
export interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  socketpair(domain: number, type: number, protocol: number, ends: Memory): number;
  bind(fd: number, address: Memory, length: number): number;
  listen(fd: number, backlog: number): number;
  accept4(fd: number, address: Memory, length: Memory, flags: number): number;
  connect(fd: number, address: Memory, length: number): number;
  getsockname(fd: number, address: Memory, length: Memory): number;
  getpeername(fd: number, address: Memory, length: Memory): number;
  setsockopt(fd: number, level: number, name: number, value: Memory, length: number): number;
  getsockopt(fd: number, level: number, name: number, value: Memory, length: Memory): number;
  recv(fd: number, buffer: Memory, length: number, flags: number): number;
  send(fd: number, buffer: Memory, length: number, flags: number): number;
  recvmmsg(fd: number, messages: Memory, count: number, flags: number, timeout: null): number;
  sendmmsg(fd: number, messages: Memory, count: number, flags: number): number;
  sendmsg(fd: number, message: Memory, flags: number): number;
  recvmsg(fd: number, message: Memory, flags: number): number;
  splice(from: number, fromAt: null, to: number, toAt: null, length: number, flags: number): number;
  pipe2(ends: Memory, flags: number): number;
  fcntl(fd: number, command: number, value: number): number;
  ioctl(fd: number, request: number, value: Memory): number;
  shutdown(fd: number, how: number): number;
  close(fd: number): number;
  /** Closes all descriptors from one to another; absent in older libraries (glibc 2.34). */
  close_range?: ((first: number, last: number, flags: number) => number) | undefined;
  epoll_create1(flags: number): number;
  epoll_ctl(epoll: number, operation: number, fd: number, event: Memory): number;
  epoll_wait(epoll: number, events: Memory, most: number, timeoutMs: number): number;
  inet_pton(family: number, text: string, address: Memory): number;
  inet_ntop(family: number, address: Memory, text: Memory, length: number): unknown;
  if_nametoindex(name: string): number;
  if_indextoname(index: number, name: Memory): unknown;
  /** Ends the process, whatever its threads are doing (quick_exit(3)). */
  quick_exit(code: number): void;
  /** Returns the error number of the last call. */
  errno(): number;
  /** Returns where memory lies that never moves: the bytes of a buffer that is larger than 64 bytes. */
  addressOf(memory: Memory): number;
}

export const EINTR = 4;
export const EAGAIN = 11;
export const EPIPE = 32;
export const EMSGSIZE = 90;
export const EINPROGRESS = 115;

/** ENOMEM, ENFILE, EMFILE, ENOBUFS. */
const SHORTAGES = new Set([12, 23, 24, 105]);

/** Returns whether an error number says that the system has no room now, and may have later. */
export function isShortage(errno: number): boolean {
  return SHORTAGES.has(errno);
}

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_SEQPACKET = 5;
/** Ends the direction that begins at a socket. */
export const SHUT_WR = 1;
/** Ends both directions of a socket; a listening one listens no more, whoever has a copy (shutdown(2)). */
export const SHUT_RDWR = 2;
/** Programs that are started later do not inherit the descriptor. */
export const CLOEXEC = 0o2000000;
/** For sockets, pipes and accept: calls never wait, and programs started later do not inherit the descriptor. */
export const NONBLOCK_CLOEXEC = 0o2004000;

type Signature = readonly [result: string, ...parameters: readonly string[]];

const SIGNATURES: Readonly<Record<Exclude<keyof Libc, 'errno' | 'addressOf' | 'close_range'>, Signature>> = {
  socket: ['int', 'int', 'int', 'int'],
  socketpair: ['int', 'int', 'int', 'int', 'void *'],
  bind: ['int', 'int', 'void *', 'uint32_t'],
  listen: ['int', 'int', 'int'],
  accept4: ['int', 'int', 'void *', 'void *', 'int'],
  connect: ['int', 'int', 'void *', 'uint32_t'],
  getsockname: ['int', 'int', 'void *', 'void *'],
  getpeername: ['int', 'int', 'void *', 'void *'],
  setsockopt: ['int', 'int', 'int', 'int', 'void *', 'uint32_t'],
  getsockopt: ['int', 'int', 'int', 'int', 'void *', 'void *'],
  recv: ['long', 'int', 'void *', 'size_t', 'int'],
  send: ['long', 'int', 'void *', 'size_t', 'int'],
  recvmmsg: ['int', 'int', 'void *', 'uint32_t', 'int', 'void *'],
  sendmmsg: ['int', 'int', 'void *', 'uint32_t', 'int'],
  sendmsg: ['long', 'int', 'void *', 'int'],
  recvmsg: ['long', 'int', 'void *', 'int'],
  splice: ['long', 'int', 'void *', 'int', 'void *', 'size_t', 'uint32_t'],
  pipe2: ['int', 'void *', 'int'],
  fcntl: ['int', 'int', 'int', 'int'],
  ioctl: ['int', 'int', 'size_t', 'void *'],
  shutdown: ['int', 'int', 'int'],
  close: ['int', 'int'],
  epoll_create1: ['int', 'int'],
  epoll_ctl: ['int', 'int', 'int', 'int', 'void *'],
  epoll_wait: ['int', 'int', 'void *', 'int', 'int'],
  inet_pton: ['int', 'int', 'str', 'void *'],
  inet_ntop: ['void *', 'int', 'void *', 'void *', 'uint32_t'],
  if_nametoindex: ['uint32_t', 'str'],
  if_indextoname: ['void *', 'uint32_t', 'void *'],
  quick_exit: ['void', 'int'],
};

/** The part of koffi that is used. */
interface Koffi {
  load(library: null): { func(name: string, result: string, parameters: readonly string[]): unknown };
  errno(): number;
  address(memory: Memory): bigint;
}

let loaded: { readonly libc: Libc | undefined } | undefined;

/**
 * Returns the C library of this process; undefined on systems other than Linux, and where koffi is missing. A thread loads it once: one
 * that is ended while it loads may end the process (`WholeWork`). Calls may be cut anywhere.
 */
export function loadLibc(): Libc | undefined {
  loaded ??= { libc: load() };
  return loaded.libc;
}

function load(): Libc | undefined {
  const { platform, arch } = process;
  if (platform !== 'linux' || (arch !== 'x64' && arch !== 'arm64')) return undefined;
  try {
    const addon: unknown = createRequire(placeOfProgram())(`@koromix/koffi-linux-${arch}`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The marked boundary; a trial follows at start.
    const koffi = addon as Koffi;
    const library = koffi.load(null);
    const functions = Object.entries(SIGNATURES).map(([name, [result, ...parameters]]) => [
      name,
      library.func(name, result, parameters),
    ]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- The signatures above say so.
    return {
      ...Object.fromEntries(functions),
      close_range: closeRange(library),
      errno: () => koffi.errno(),
      addressOf: (memory: Memory) => Number(koffi.address(memory)),
    } as Libc;
  } catch {
    return undefined;
  }
}

/** Returns the URL from which packages are found: a thread that was loaded from memory is told it (`WorkerData`). */
function placeOfProgram(): string {
  if (!import.meta.url.startsWith('data:')) return import.meta.url;
  const told: unknown = workerData;
  return isRecord(told) ? String(told['program']) : '';
}

function closeRange(library: ReturnType<Koffi['load']>): unknown {
  try {
    return library.func('close_range', 'int', ['uint32_t', 'uint32_t', 'int']);
  } catch {
    return undefined;
  }
}

/** Returns the name of an error number, such as `ECONNRESET`. */
export function errorName(errno: number): string {
  return getSystemErrorName(-errno);
}

/** Returns the error of a call that failed, like those of Node. */
export function systemError(call: string, errno: number): NodeJS.ErrnoException {
  const code = errorName(errno);
  return Object.assign(new Error(`${call} ${code}`), { code, errno: -errno, syscall: call });
}

/**
 * Ends the process at once. `process.exit` waits for threads that ask a name server (getaddrinfo(3) cannot be interrupted),
 * many seconds while that does not answer. Where the C library cannot be called, a process whose exit code nobody looks at
 * kills itself instead.
 */
export function endProcess(code: number, isWatched: boolean): never {
  loadLibc()?.quick_exit(code);
  if (!isWatched) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}
