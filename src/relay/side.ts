import type { Socket } from 'node:net';
import type { Connection } from './connection.ts';
import type { LentPool } from './lent-pool.ts';
import { copyRead, keepCopy, readBuffer } from './read-buffer.ts';
import type { SocketOwner, Sockets } from './sockets.ts';
import { TURN_BYTES, currentTurn, waitForNextTurn } from './turns.ts';

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
  /** The lent buffer that the unfinished write still needs. */
  #held: Buffer | undefined;
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
      if (shared) keepCopy();
      else this.#hold(buffer);
      return false;
    }
    if (connection.over) return false;
    if (bytes < buffer.length) {
      this.#giveBack();
      return true;
    }
    return this.#mayGoOn(bytes);
  }

  connected(): void {
    this.connection.connected(this);
  }

  ended(): void {
    this.#giveBack();
    this.connection.ended(this);
  }

  failed(error: NodeJS.ErrnoException): void {
    this.connection.failed(this, error);
  }

  closed(): void {
    this.#giveBack();
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

  /** Gives back a lent buffer that a quiet direction still has from its last full read. */
  rest(): void {
    if (this.target === readBuffer) return;
    this.#parts.sockets.takeBack(this.socket);
    this.#giveBack();
  }

  /** Reads filled their buffer, so there is more: a large one from now on, and a pause after a fair share. */
  #mayGoOn(bytes: number): boolean {
    if (this.target === readBuffer) this.target = this.#parts.pool.take() ?? readBuffer;
    const turn = currentTurn();
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#moved = 0;
    }
    this.#moved += bytes;
    if (this.#moved < TURN_BYTES) return true;
    // The next turn may begin with another buffer: the one that was filled last is still in the cache.
    this.#giveBack();
    waitForNextTurn(this);
    return false;
  }

  #onWritten(error: Error | null | undefined): void {
    if (!this.#writing) return;
    this.#writing = false;
    if (this.#held !== undefined) {
      this.#parts.pool.give(this.#held);
      this.#held = undefined;
    }
    if (error) {
      this.blocked = false;
      if (this.peer) this.connection.failed(this.peer, error);
    } else if (this.blocked) {
      this.blocked = false;
      if (!this.connection.over) this.read();
    }
  }

  #hold(buffer: Buffer): void {
    // A plain stream's chunk belongs to nobody and needs no care.
    if (buffer !== this.target) return;
    this.#held = buffer;
    this.target = readBuffer;
  }

  #giveBack(): void {
    if (this.target === readBuffer) return;
    this.#parts.pool.give(this.target);
    this.target = readBuffer;
  }
}
