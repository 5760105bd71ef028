/* oxlint-disable no-underscore-dangle -- Node names these parts so */
/**
 * The one place that touches parts of Node's sockets that it does not document: an accepted handle given to a socket
 * with `onread`, writes without the stream's queue, and a handle's own facts. choose-transport.ts tries all of it at
 * start; where anything is different, the relay uses plain-sockets.ts.
 */
import { type Server, Socket, type SocketConstructorOpts } from 'node:net';
import { getSystemErrorName } from 'node:util';
import { readBuffer } from './read-buffer.ts';
import {
  type AcceptedSocket,
  type SocketOwner,
  type Sockets,
  notConnected,
  openConnected,
} from './sockets.ts';
import type { RemoteEnd } from '../transport.ts';

/** The part of libuv's TCP handle, as Node wraps it, that is used. */
interface Handle {
  onconnection: (status: number, handle: Handle | undefined) => void;
  readonly writeQueueSize: number;
  setNoDelay(on: boolean): void;
  getsockname(out: { address?: string }): number;
  getpeername(out: { address?: string; port?: number }): number;
  useUserBuffer(buffer: Uint8Array): void;
  reset(done: () => void): number;
  close(): void;
}

interface Inside {
  _handle: Handle | null;
  _read(size: number): void;
  _final(done: (error?: Error | null) => void): void;
  _write(chunk: Buffer, encoding: 'buffer', done: (error?: Error | null) => void): void;
}

const ENDS_ARE_SURE = endsAreSure();
const INHERITED = process.platform === 'linux';

/** The buffer for the next read of the socket whose callback is running; others start with the common one. */
let next = readBuffer;

/** Shared by all sockets: Node calls it as a method of the socket that read. */
const onread = {
  buffer(): Buffer {
    const buffer = next;
    next = readBuffer;
    return buffer;
  },
  callback(this: unknown, bytes: number): boolean {
    if (!(this instanceof LentSocket)) return false;
    const { owner } = this;
    const more = owner.received(owner.target, bytes);
    next = owner.target;
    return more;
  },
};

class LentSocket extends Socket {
  readonly owner: SocketOwner;

  constructor(owner: SocketOwner, handle?: Handle) {
    super(socketOptions(handle));
    this.owner = owner;
    this.on('end', ended);
    this.on('error', failed);
    this.on('close', closed);
  }
}

/** Sockets that read into lent buffers. */
export const lentSockets: Sockets = {
  kind: 'lent',

  onConnection(server, accept, acceptFailed) {
    const listening = inside(server)._handle;
    if (!listening) return;
    // On Linux accepted sockets inherit this from the listening one, at no cost for each.
    if (INHERITED) listening.setNoDelay(true);
    listening.onconnection = (status, handle) => {
      if (handle) accept(new AcceptedHandle(handle));
      else acceptFailed(getSystemErrorName(status));
    };
  },

  adopt(fd) {
    const opened = inside(openConnected(fd));
    const { _handle: handle } = opened;
    opened._handle = null;
    if (handle === null) throw notConnected();
    handle.setNoDelay(true);
    return new AcceptedHandle(handle);
  },

  create(owner) {
    const socket = new LentSocket(owner);
    socket.on('connect', connected);
    return socket;
  },

  write(socket, chunk, done) {
    // The relay has at most one write under way for a socket, so the stream's queue would never hold anything.
    inside(socket)._write(chunk, 'buffer', done);
  },

  read(socket) {
    // As resume(), without the turns that a stream takes to say so.
    inside(socket)._read(0);
  },

  finish(socket, done) {
    // As end(), which would wait for a queue that is always empty here.
    inside(socket)._final(done);
  },

  queued: (socket) => inside(socket)._handle?.writeQueueSize ?? 0,

  probe(socket) {
    const { _handle: handle } = inside(socket);
    // A socket that was reset has no other end any more.
    if (handle && socket instanceof LentSocket && handle.getpeername({}) !== 0) {
      socket.owner.failed(Object.assign(new Error('The other end is gone.'), { code: 'ECONNRESET' }));
    }
  },

  takeBack(socket, into) {
    inside(socket)._handle?.useUserBuffer(into);
  },
};

class AcceptedHandle implements AcceptedSocket {
  readonly #handle: Handle;

  constructor(handle: Handle) {
    this.#handle = handle;
  }

  remote(): RemoteEnd | undefined {
    const out: { address?: string; port?: number } = {};
    if (this.#handle.getpeername(out) !== 0) return undefined;
    const { address, port } = out;
    return address === undefined || port === undefined ? undefined : { address, port };
  }

  localAddress(): string | undefined {
    const out: { address?: string } = {};
    return this.#handle.getsockname(out) === 0 ? out.address : undefined;
  }

  take(owner: SocketOwner): Socket {
    if (!INHERITED) this.#handle.setNoDelay(true);
    return new LentSocket(owner, this.#handle);
  }

  reset(): void {
    if (this.#handle.reset(nothing) !== 0) this.#handle.close();
  }
}

function socketOptions(handle: Handle | undefined): SocketConstructorOpts {
  const options: Omit<SocketConstructorOpts, 'handle'> & Record<string, unknown> = {
    handle,
    allowHalfOpen: true,
    manualStart: true,
    noDelay: true,
    highWaterMark: 1,
    onread,
  };
  return options;
}

/** The marked boundary to the parts that Node's types leave out. */
function inside(socket: Socket | Server): Inside {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return socket as unknown as Inside;
}

function nothing(): void {}

function connected(this: LentSocket): void {
  this.owner.connected();
}

function ended(this: LentSocket): void {
  if (ENDS_ARE_SURE) this.owner.ended();
  else makeSureOfEnd(this);
}

/** Reads once more: a reset shows in the next turn of the loop, after a true FIN nothing does. */
function makeSureOfEnd(socket: LentSocket): void {
  socket.pause();
  socket.resume();
  setImmediate(() => {
    setImmediate(() => {
      if (!socket.destroyed) socket.owner.ended();
    });
  });
}

/**
 * Whether an end is always a FIN. libuv before 1.52 reports a reset right behind data as one, which would let a cut answer
 * look whole (libuv/libuv#4997).
 */
function endsAreSure(): boolean {
  const [major = 0, minor = 0] = (process.versions.uv ?? '').split('.').map(Number);
  return major > 1 || minor >= 52;
}

function failed(this: LentSocket, error: Error): void {
  this.owner.failed(error);
}

function closed(this: LentSocket): void {
  this.owner.closed();
}
