import type { Socket } from 'node:net';
import type { Side, SideName, SideOwner } from '../transport.ts';
import { READ_BYTES, copyRead, keepCopy, readBuffer } from './read-buffer.ts';
import { unsentBytes } from './send-queues.ts';
import type { SocketOwner, StreamParts } from './sockets.ts';
import type { Resumable } from './turns.ts';

/** Taking back a buffer makes the socket's handle a little larger, until it is closed; so often at most. */
const MOST_RESTS = 1_000;

/**
 * One end of a connection: a socket of Node's. While a write of what it read is unfinished it reads nothing, so a
 * direction holds back one buffer at most.
 */
export class StreamSide implements Side, SocketOwner, Resumable {
  readonly connection: SideOwner;
  readonly by: SideName;
  bytes = 0;
  finished = false;
  #blocked = false;
  target: Buffer = readBuffer;
  socket!: Socket;
  peer: StreamSide | undefined;
  readonly #parts: StreamParts;
  #writing = false;
  /** The large buffer that is lent to this direction, for reads and for an unfinished write. */
  #lent: Buffer | undefined;
  /** How often a lent buffer was taken back from a quiet direction. */
  #rests = 0;
  #finishing = false;
  #resetting = false;
  #isBroken = false;
  /** The failure of a write to this end, while it is still read. */
  #writeError: NodeJS.ErrnoException | undefined;
  #turn = -1;
  #moved = 0;
  readonly #written: (error?: Error | null) => void;

  constructor(connection: SideOwner, by: SideName, parts: StreamParts) {
    this.connection = connection;
    this.by = by;
    this.#parts = parts;
    this.#written = (error) => this.#onWritten(error);
  }

  received(buffer: Buffer, bytes: number): boolean {
    const { connection, peer } = this;
    if (connection.over || peer === undefined || peer.isBroken) return false;
    const shared = buffer === readBuffer;
    const chunk = shared ? copyRead(bytes) : bytes === buffer.length ? buffer : buffer.subarray(0, bytes);
    this.bytes += bytes;
    connection.moved(this, bytes);
    this.#writing = true;
    this.#parts.sockets.write(peer.socket, chunk, this.#written);
    if (this.#writing) {
      this.#blocked = true;
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
    // The failed write has taken the error, so that the last read sees an end.
    if (this.#writeError) this.failed(this.#writeError);
    else this.connection.ended(this);
  }

  failed(error: NodeJS.ErrnoException): void {
    this.#isBroken = true;
    this.connection.failed(this, error.code ?? error.message);
  }

  /** A write to this end failed. What a backend sent before is still read, where Node has not destroyed the socket. */
  writeFailed(error: NodeJS.ErrnoException): void {
    if (this.by === 'client' || this.finished || this.socket.destroyed) {
      this.failed(error);
      return;
    }
    this.#isBroken = true;
    this.#writeError = error;
    if (!this.#blocked) this.read();
  }

  closed(): void {
    if (!this.#writing) this.#giveBack();
    this.connection.closed(this);
  }

  join(peer: Side): void {
    if (peer instanceof StreamSide) this.peer = peer;
  }

  connect(address: string, port: number): void {
    this.socket.connect({ host: address, port });
  }

  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  get remotePort(): number | undefined {
    return this.socket.remotePort;
  }

  localAddress(): string | undefined {
    return this.socket.localAddress;
  }

  metItself(port: number): boolean {
    const { localPort, localAddress, remoteAddress } = this.socket;
    return localPort === port && localAddress === remoteAddress;
  }

  keepAlive(afterMs: number): void {
    this.socket.setKeepAlive(afterMs > 0, afterMs);
  }

  close(): void {
    this.socket.destroy();
  }

  read(): void {
    this.#parts.sockets.read(this.socket);
  }

  finish(): void {
    this.#finishing = true;
    this.#parts.sockets.finish(this.socket, () => {
      this.#finishing = false;
      if (this.#resetting) this.reset();
    });
  }

  reset(): void {
    const { socket } = this;
    if (socket.destroyed) return;
    if (socket.connecting) socket.destroy();
    // libuv refuses a reset while a FIN is on its way to the system, and would lose the descriptor.
    else if (this.#finishing) this.#resetting = true;
    else socket.resetAndDestroy();
  }

  /** The system's queue shrinks before the write completes, so a slow reader shows progress here. */
  get queued(): number {
    return this.peer?.isBlocked ? this.#parts.sockets.queued(this.socket) : 0;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  unsent(since: number): number | undefined {
    const { localPort, remotePort } = this.socket;
    if (this.socket.destroyed || localPort === undefined || remotePort === undefined) return 0;
    return unsentBytes(localPort, remotePort, since);
  }

  /** The system's own limit holds here: Node does not tell of answers. */
  isSilent(): boolean {
    return false;
  }

  /** Whether a write of bytes that were read here is unfinished. */
  get isBlocked(): boolean {
    return this.#blocked;
  }

  /** Reads on in a new turn of the loop. */
  resume(): void {
    if (!this.connection.over) this.read();
  }

  rest(): void {
    // Node tells of a reset only while it reads; a client's is not to wait until the backend reads on.
    if (this.#blocked && this.by === 'client' && !this.socket.destroyed)
      this.#parts.sockets.probe(this.socket);
    if (this.#lent === undefined || this.#blocked) return;
    this.#giveBack();
    this.#rests += 1;
    this.#parts.sockets.takeBack(this.socket);
  }

  /** The read did not fill a small buffer: one is enough from now on. */
  #readLittle(): void {
    if (this.#lent !== undefined) this.#giveBack();
    else if (!this.#parts.turns.isRecent(this.#turn)) this.#parts.turns.noteMessage();
  }

  /** There is much to read: uses a large buffer from now on, and waits a turn after its share. */
  #mayGoOn(bytes: number, lends: boolean): boolean {
    const { turns } = this.#parts;
    const turn = turns.join(this.#turn);
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#moved = 0;
    }
    this.#moved += bytes;
    const most = turns.bytes();
    if (lends) this.#readInto(most);
    if (this.#moved < most) return true;
    turns.wait(this);
    return false;
  }

  /** Makes the next read take at most so many bytes, into a large buffer if one is left. */
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
    const { connection, socket } = this;
    const blocked = this.#blocked;
    this.#blocked = false;
    if (error && this.peer) this.peer.writeFailed(error);
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
