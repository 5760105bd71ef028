import { type Server, Socket, type SocketConstructorOpts } from 'node:net';
import type { Pool } from '../common/pool.ts';
import type { RemoteEnd } from '../transport.ts';
import type { Turns } from './turns.ts';

/** Takes what a socket reports. */
export interface SocketOwner {
  /** The first bytes of `buffer` were read; returns whether reading goes on. */
  received(buffer: Buffer, bytes: number): boolean;
  /** The buffer of the next read, asked for after received(); plain sockets ignore it. */
  readonly target: Buffer;
  connected(): void;
  ended(): void;
  failed(error: NodeJS.ErrnoException): void;
  closed(): void;
}

/** A connected socket that belongs to no connection yet. */
export interface AcceptedSocket {
  /** The other end; undefined when the connection is gone already. */
  remote(): RemoteEnd | undefined;
  /** The address at this end, as the system writes it; undefined when the connection is gone already. */
  localAddress(): string | undefined;
  /** Makes it a socket of this owner; it does not read until read(). */
  take(owner: SocketOwner): Socket;
  /** Resets it; it uses no descriptor afterwards. */
  reset(): void;
}

/** How Node's sockets are used: with lent buffers, or as plain streams. */
export interface Sockets {
  readonly kind: 'lent' | 'plain';
  /** Hands every connection of a listening server to `accept`, and the code of every failed accept to `failed`. */
  onConnection(
    server: Server,
    accept: (accepted: AcceptedSocket) => void,
    failed: (code: string) => void,
  ): void;
  /** Takes over a connected descriptor. Throws the system's error. */
  adopt(fd: number): AcceptedSocket;
  /** Returns a socket that can connect. */
  create(owner: SocketOwner): Socket;
  /** Writes; `done` is called when the chunk may be reused, before this returns where possible. */
  write(socket: Socket, chunk: Buffer, done: (error?: Error | null) => void): void;
  /** Reads on, or begins to. */
  read(socket: Socket): void;
  /** Sends a FIN; `done` is called when it is on its way (or cannot be sent any more). Only without a write under way. */
  finish(socket: Socket, done: () => void): void;
  /** Returns how many bytes wait in this process to be sent; 0 where that cannot be known. */
  queued(socket: Socket): number;
  /** Looks whether a socket that is not read has failed; its owner is told, now or later, if so. */
  probe(socket: Socket): void;
  /** Makes a socket that had a lent buffer read into the common one, or into a part of it; plain sockets ignore it. */
  takeBack(socket: Socket, into: Buffer): void;
}

/** The parts that all sides of one transport over Node's sockets share. */
export interface StreamParts {
  readonly sockets: Sockets;
  readonly pool: Pool<Buffer>;
  readonly turns: Turns;
}

/** Opens a socket of Node's on a connected descriptor; it does not read. Throws the system's error. */
export function openConnected(fd: number): Socket {
  const options: SocketConstructorOpts & Record<string, unknown> = {
    fd,
    readable: true,
    writable: true,
    allowHalfOpen: true,
    manualStart: true,
    highWaterMark: 1,
  };
  const socket = new Socket(options);
  if (socket.remoteAddress !== undefined) return socket;
  socket.destroy();
  throw notConnected();
}

/** Returns the error of a descriptor that is not connected. */
export function notConnected(): NodeJS.ErrnoException {
  return Object.assign(new Error('The descriptor is not connected.'), { code: 'ENOTCONN' });
}
