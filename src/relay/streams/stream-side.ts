import type { Socket } from 'node:net';
import type { Meter, Rate } from '../common/rate.ts';
import type { BeginningReader, Side, SideName, SideOwner } from '../transport.ts';
import { Beginning } from './beginning.ts';
import { copyRead, isCommon, keepCopy } from './read-buffer.ts';
import { ReadTarget, isMuch } from './read-target.ts';
import { sendQueue } from './send-queues.ts';
import { Silence } from './silence.ts';
import type { SocketOwner, StreamParts } from './sockets.ts';
import type { Resumable } from './turns.ts';

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
  socket!: Socket;
  peer: StreamSide | undefined;
  readonly #parts: StreamParts;
  readonly #reads: ReadTarget;
  #writing = false;
  #finishing = false;
  #resetting = false;
  #isBroken = false;
  #silence: Silence | undefined;
  /** The failure of a write to this end, while it is still read. */
  #writeError: NodeJS.ErrnoException | undefined;
  /** Its share of a rate; undefined where it has no limit. */
  #meter: Meter | undefined;
  /** Goes before the bytes that are read next; undefined where nothing does. */
  #beginning: Beginning | undefined;
  readonly #written: (error?: Error | null) => void;

  constructor(connection: SideOwner, by: SideName, parts: StreamParts) {
    this.connection = connection;
    this.by = by;
    this.#parts = parts;
    this.#reads = new ReadTarget(parts);
    this.#written = (error) => this.#onWritten(error);
  }

  received(buffer: Buffer, bytes: number): boolean {
    const { connection, peer } = this;
    if (connection.over || peer === undefined || peer.isBroken) return this.#early(buffer, bytes);
    if (this.#beginning !== undefined) {
      this.#beginning.add(buffer.subarray(0, bytes));
      if (!this.#sendBeginning(this.#beginning)) return false;
      return this.#meter === undefined || this.#goesOnMetered(this.#meter);
    }
    const shared = isCommon(buffer);
    const chunk = shared ? copyRead(bytes) : bytes === buffer.length ? buffer : buffer.subarray(0, bytes);
    this.bytes += bytes;
    connection.moved(this, bytes);
    if (this.#meter !== undefined) this.#meter.took(bytes);
    this.#writing = true;
    this.#parts.sockets.write(peer.socket, chunk, this.#written);
    if (this.#writing) {
      this.#blocked = true;
      // A lent buffer stays with this direction; a plain stream's chunk belongs to nobody and needs no care.
      if (shared) keepCopy();
      return false;
    }
    if (connection.over) return false;
    if (this.#meter !== undefined) return this.#goesOnMetered(this.#meter);
    if (isMuch(bytes)) return this.#reads.readMuch(bytes, buffer, this);
    this.#reads.readLittle();
    return true;
  }

  /** The buffer of the next read. */
  get target(): Buffer {
    return this.#reads.buffer;
  }

  connected(): void {
    this.connection.connected(this);
  }

  ended(): void {
    if (!this.#writing) this.#reads.giveBack();
    if (this.#beginning?.endsLater(this.peer !== undefined)) return;
    if (this.#beginning) this.#sendBeginning(this.#beginning);
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
    this.#meter?.leave();
    if (!this.#writing) this.#reads.giveBack();
    this.connection.closed(this);
  }

  join(peer: Side): void {
    if (peer instanceof StreamSide) this.peer = peer;
  }

  connect(address: string, port: number, from?: string): void {
    this.socket.connect({ host: address, port, ...(from !== undefined && { localAddress: from }) });
  }

  get remote(): string | undefined {
    return this.socket.remoteAddress;
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
    const beginning = this.#beginning;
    if (beginning === undefined) {
      this.#readOn();
      return;
    }
    if (beginning.hasEnded) this.ended();
    else if (!beginning.hasRead || this.#sendBeginning(beginning)) this.#readOn();
    // What the client has sent already is read in the next turn.
    if (beginning === this.#beginning) setImmediate(() => setImmediate(() => this.#sendAlone(beginning)));
  }

  #readOn(): void {
    if (this.#meter === undefined || this.#meter.allow() > 0) this.#parts.sockets.read(this.socket);
  }

  regulate(rate: Rate | undefined): void {
    const before = this.#meter;
    if (before?.rate === rate) return;
    this.#meter = rate?.join(this, true);
    if (rate !== undefined && !this.#blocked) {
      this.#reads.readLess(rate.turnBytes);
      this.#parts.sockets.takeBack(this.socket, this.target);
    }
    if (before === undefined) return;
    before.leave();
    // Reads are large again.
    if (rate === undefined) this.#reads.readAsBefore();
    if (!this.#blocked) this.resume();
  }

  readBeginning(reader: BeginningReader): void {
    this.#beginning = new Beginning(reader);
    this.#parts.sockets.read(this.socket);
  }

  skip(bytes: number): void {
    this.#beginning?.skip(bytes);
  }

  prepend(bytes: Buffer): void {
    this.#beginning ??= new Beginning();
    this.#beginning.prepend(bytes);
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
    return sendQueue(localPort, remotePort, since)?.unsent;
  }

  /** Linux tells it in its tables; elsewhere the system's own limit holds. */
  isSilent(ms: number): boolean {
    const { localPort, remotePort, destroyed } = this.socket;
    if (destroyed || localPort === undefined || remotePort === undefined) return false;
    this.#silence ??= new Silence();
    return this.#silence.lasts(localPort, remotePort, ms);
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
    if (!this.#blocked && this.#reads.rest()) this.#parts.sockets.takeBack(this.socket, this.target);
  }

  /** Whether its share of the rate lets it read on: less at once, and without a lent buffer. */
  #goesOnMetered(meter: Meter): boolean {
    this.#reads.readLess(meter.rate.turnBytes);
    return meter.allow() > 0;
  }

  /** Shows what was read before there was a peer; returns whether to read on. */
  #early(buffer: Buffer, bytes: number): boolean {
    if (this.connection.over || this.peer !== undefined) return false;
    return this.#beginning?.show(buffer.subarray(0, bytes)) === true && !this.connection.over;
  }

  /** Sends what goes before the bytes that are read next; returns whether they may be read. */
  #sendBeginning(beginning: Beginning): boolean {
    const { connection, peer } = this;
    if (connection.over || peer === undefined || peer.isBroken) return false;
    this.#beginning = undefined;
    const { bytes } = beginning;
    this.bytes += beginning.length;
    if (beginning.hasRead) connection.moved(this, beginning.length);
    this.#meter?.took(beginning.length);
    if (bytes.length === 0) return true;
    this.#writing = true;
    this.#parts.sockets.write(peer.socket, bytes, this.#written);
    this.#blocked = this.#writing;
    return !this.#blocked && !connection.over;
  }

  /** Sends the beginning alone, where no read of the turn that has passed took it along. */
  #sendAlone(beginning: Beginning): void {
    if (this.#beginning === beginning && !this.#sendBeginning(beginning)) this.socket.pause();
  }

  #onWritten(error: Error | null | undefined): void {
    if (!this.#writing) return;
    this.#writing = false;
    const { connection, socket } = this;
    const blocked = this.#blocked;
    this.#blocked = false;
    if (error && this.peer) this.peer.writeFailed(error);
    if (connection.over || socket.destroyed) this.#reads.giveBack();
    else if (blocked) this.read();
  }
}
