import type { Server, Socket } from 'node:net';
import type { Pool } from '../pool.ts';

/** What a socket tells its owner. */
export interface SocketOwner {
  /** The first bytes of `buffer` were read; the answer says whether the buffer for the next read may be filled. */
  received(buffer: Buffer, bytes: number): boolean;
  /** Where the next read goes, asked for after received(); a socket without buffers of its own ignores it. */
  readonly target: Buffer;
  connected(): void;
  ended(): void;
  failed(error: NodeJS.ErrnoException): void;
  closed(): void;
}

/** A connection that was accepted and belongs to nobody yet. */
export interface AcceptedSocket {
  /** The address on which it arrived, as the system spells it; undefined when it is gone already. */
  localAddress(): string | undefined;
  /** Makes it a socket of this owner; it does not read until read(). */
  take(owner: SocketOwner): Socket;
  /** Resets it; it takes no descriptor afterwards. */
  reset(): void;
}

/** The way of using sockets: lent buffers where Node lets us, else plain streams. */
export interface Sockets {
  readonly kind: 'lent' | 'plain';
  /** Hands every connection of a listening server to `accept`, and the code of every failed accept to `failed`. */
  onConnection(
    server: Server,
    accept: (accepted: AcceptedSocket) => void,
    failed: (code: string) => void,
  ): void;
  /** A socket that can connect. */
  create(owner: SocketOwner): Socket;
  /** Writes; `done` is called when the chunk may be reused, at once (before this returns) where possible. */
  write(socket: Socket, chunk: Buffer, done: (error?: Error | null) => void): void;
  /** Reads on, or begins to. */
  read(socket: Socket): void;
  /** Sends a FIN; `done` is called when it is on its way (or cannot be sent any more). Only without a write under way. */
  finish(socket: Socket, done: () => void): void;
  /** Bytes that wait in this process to be sent; 0 where that cannot be known. */
  queued(socket: Socket): number;
  /** Makes a socket that had a lent buffer read into the common one again. */
  takeBack(socket: Socket): void;
}

/** What all sides of one transport of Node's sockets share. */
export interface StreamParts {
  readonly sockets: Sockets;
  readonly pool: Pool<Buffer>;
}
