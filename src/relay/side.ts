import type { Socket } from 'node:net';
import type { Connection } from './connection.ts';
import type { LentPool } from './lent-pool.ts';
import { READ_BYTES, copyRead, keepCopy, readBuffer } from './read-buffer.ts';
import type { SocketOwner, Sockets } from './sockets.ts';
import { isBusyTurn, joinTurn, noteMessage, turnBytes, waitForNextTurn } from './turns.ts';

/** Each time that a buffer is taken back makes the socket's handle a little larger, until it is closed. */
const MOST_RESTS = 1_000;

/** What sides need of the data plane. */
export interface SideParts {
  readonly sockets: Sockets;
  readonly pool: LentPool;
}

/**
 * One end of a connection and the direction that begins there: what its socket reads is written to the peer's socket.
 * While a write is unfinished nothing is read, so a direction holds back one buffer at most.
 */
export class Side implements SocketOwner {
  readonly connection: Connection;
  readonly by: 'client' | 'backend';
  /** Bytes read here. */
  bytes = 0;
  /** It has sent its FIN. */
  finished = false;
  /** A write to the peer is unfinished, so nothing is read here. */
  blocked = false;
  target: Buffer = readBuffer;
  socket!: Socket;
  peer: Side | undefined;
  readonly #parts: SideParts;
  #writing = false;
  /** The large buffer that was lent to this direction: reads go there, and an unfinished write needs it. */
  #lent: Buffer | undefined;
  /** How often a lent buffer was taken back from a quiet direction. */
  #rests = 0;
  #finishing = false;
  #resetting = false;
  #turn = -1;
  #moved = 0;
  readonly #written: (error?: Error | null) => void;

  constructor(connection: Connection, by: 'client' | 'backend', parts: SideParts) {
    this.connection = connection;
    this.by = by;
    this.#parts = parts;
    this.#written = (error) => this.#onWritten(error);
  }

  received(buffer: Buffer, bytes: number): boolean {
    const { connection, peer } = this;
    if (connection.over || peer === undefined) return false;
    const shared = buffer === readBuffer;
    const chunk = shared ? copyRead(bytes) : bytes === buffer.length ? buffer : buffer.subarray(0, bytes);
    this.bytes += bytes;
    connection.moved(this, bytes);
    this.#writing = true;
    this.#parts.sockets.write(peer.socket, chunk, this.#written);
    if (this.#writing) {
      this.blocked = true;
      // A lent buffer stays with this direction; a plain stream's chunk belongs to nobody and needs no care.
      if (shared) keepCopy();
      return false;
    }
    if (connection.over) return false;
    if (bytes < READ_BYTES) {
      this.#readLittle();
      return true;
    }
    return this.#mayGoOn(bytes, buffer === this.target);
  }

  connected(): void {
    this.connection.connected(this);
  }

  ended(): void {
    if (!this.#writing) this.#giveBack();
    this.connection.ended(this);
  }

  failed(error: NodeJS.ErrnoException): void {
    this.connection.failed(this, error);
  }

  closed(): void {
    if (!this.#writing) this.#giveBack();
    this.connection.closed(this);
  }

  /** Reads on, or begins to. */
  read(): void {
    this.#parts.sockets.read(this.socket);
  }

  /** Sends a FIN to this end. */
  finish(): void {
    this.#finishing = true;
    this.#parts.sockets.finish(this.socket, () => {
      this.#finishing = false;
      if (this.#resetting) this.reset();
    });
  }

  /** Closes the socket so that this end sees a reset, where that is possible. */
  reset(): void {
    const { socket } = this;
    if (socket.destroyed) return;
    if (socket.connecting) socket.destroy();
    // libuv refuses a reset while a FIN is on its way to the system, and would lose the descriptor.
    else if (this.#finishing) this.#resetting = true;
    else socket.resetAndDestroy();
  }

  /** Bytes that wait to be sent to this end. */
  get queued(): number {
    return this.#parts.sockets.queued(this.socket);
  }

  /** Reads on in a new turn of the loop, after others had theirs. */
  goOn(): void {
    if (!this.connection.over) this.read();
  }

  /** Gives back a lent buffer that a quiet direction still has from its last large read. */
  rest(): void {
    if (this.#lent === undefined || this.blocked) return;
    this.#giveBack();
    this.#rests += 1;
    this.#parts.sockets.takeBack(this.socket);
  }

  /** Less than a small buffer holds: that one is enough from now on. */
  #readLittle(): void {
    if (this.#lent !== undefined) this.#giveBack();
    else if (!isBusyTurn(this.#turn)) noteMessage();
  }

  /** There is much to read: into a large buffer from now on, and with a pause after a fair share. */
  #mayGoOn(bytes: number, lends: boolean): boolean {
    const turn = joinTurn(this.#turn);
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#moved = 0;
    }
    this.#moved += bytes;
    const most = turnBytes();
    if (lends) this.#readInto(most);
    if (this.#moved < most) return true;
    waitForNextTurn(this);
    return false;
  }

  /** The next read takes at most so much, as far as buffers are left. */
  #readInto(most: number): void {
    if (this.#rests < MOST_RESTS) this.#lent ??= this.#parts.pool.take() ?? undefined;
    const lent = this.#lent;
    if (lent === undefined) return;
    const size = Math.min(most, lent.length);
    if (this.target.length !== size || this.target === readBuffer) this.target = lent.subarray(0, size);
  }

  #onWritten(error: Error | null | undefined): void {
    if (!this.#writing) return;
    this.#writing = false;
    const { blocked, connection, socket } = this;
    this.blocked = false;
    if (error && this.peer) connection.failed(this.peer, error);
    if (connection.over || socket.destroyed) this.#giveBack();
    else if (blocked) this.read();
  }

  #giveBack(): void {
    if (this.#lent === undefined) return;
    this.#parts.pool.give(this.#lent);
    this.#lent = undefined;
    this.target = readBuffer;
  }
}
