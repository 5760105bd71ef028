import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { once } from 'node:events';

/** Bytes of a message; a busy connection has one under way at a time. */
const MESSAGE_BYTES = 512;
/** The pause of a busy connection between an answer and its next message, ms. */
const PACE_MS = 100;
/** The pause between two new connections, ms. */
const NEW_EVERY_MS = 5;

/** What the load has seen. */
export interface LoadCounts {
  /** Busy or idle connections that ended. */
  reset: number;
  /** Pieces of answers with other bytes than were sent. */
  wrong: number;
  /** New connections that were made, refused, and that ended without their answer. */
  made: number;
  refused: number;
  unanswered: number;
}

/** Busy connections whose answers are checked byte by byte, idle ones, and a steady stream of new ones. */
export class Load {
  readonly counts: LoadCounts = { reset: 0, wrong: 0, made: 0, refused: 0, unanswered: 0 };
  readonly #port: number;
  readonly #addresses: number;
  #turn = 0;
  readonly #busy: Busy[] = [];
  readonly #idle: Socket[] = [];
  #isOver = false;
  #isMaking: NodeJS.Timeout | undefined;

  /** Connects to a port at so many addresses (`loopback`), in turn. */
  constructor(port: number, addresses: number) {
    this.#port = port;
    this.#addresses = addresses;
  }

  /** Opens so many connections. */
  async open(busy: number, idle: number): Promise<void> {
    for (let count = 0; count < busy + idle; count += 1) {
      const socket = this.#connect();
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.on('close', () => {
        if (!this.#isOver) this.counts.reset += 1;
      });
      if (count < busy) this.#busy.push(new Busy(socket, this.counts));
      else this.#idle.push(socket);
    }
    for (const [index, each] of this.#busy.entries()) setTimeout(() => each.begin(), index % PACE_MS);
    this.#isMaking = setInterval(() => this.#make(), NEW_EVERY_MS);
  }

  /** Returns the longest time of each busy connection from a message to its answer since the call before, ms. */
  takeGaps(): number[] {
    return this.#busy.map((each) => each.takeGap());
  }

  close(): void {
    this.#isOver = true;
    clearInterval(this.#isMaking);
    for (const { socket } of this.#busy) socket.destroy();
    for (const socket of this.#idle) socket.destroy();
  }

  #connect(): Socket {
    this.#turn += 1;
    return connect(this.#port, loopback(this.#turn % this.#addresses));
  }

  #make(): void {
    const { counts } = this;
    const socket = this.#connect();
    let isAnswered = false;
    socket.on('connect', () => socket.write('?'));
    socket.on('data', () => {
      isAnswered = true;
      counts.made += 1;
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') counts.refused += 1;
    });
    socket.on('close', () => {
      if (!isAnswered && !this.#isOver) counts.unanswered += 1;
    });
  }
}

/** A connection that sends messages of which every byte differs from its neighbours, and checks what comes back. */
class Busy {
  readonly socket: Socket;
  readonly #counts: LoadCounts;
  #sent = 0;
  #received = 0;
  #sentAt = 0;
  #gap = 0;

  constructor(socket: Socket, counts: LoadCounts) {
    this.socket = socket;
    this.#counts = counts;
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
  }

  begin(): void {
    if (this.socket.destroyed) return;
    const message = bytesAt(this.#sent, MESSAGE_BYTES);
    this.#sent += MESSAGE_BYTES;
    this.#sentAt = performance.now();
    this.socket.write(message);
  }

  takeGap(): number {
    const waits = this.#received < this.#sent ? performance.now() - this.#sentAt : 0;
    const gap = Math.max(this.#gap, waits);
    this.#gap = 0;
    return gap;
  }

  #take(bytes: Buffer): void {
    if (!bytes.equals(bytesAt(this.#received, bytes.length))) this.#counts.wrong += 1;
    this.#received += bytes.length;
    if (this.#received < this.#sent) return;
    this.#gap = Math.max(this.#gap, performance.now() - this.#sentAt);
    setTimeout(() => this.begin(), PACE_MS);
  }
}

/** Bytes of which each differs from its neighbours, twice: checking them costs one comparison. */
const PATTERN = Buffer.from(Array.from({ length: 2 << 16 }, (_, at) => ((at * 131) ^ (at >> 8)) & 0xff));

/** Returns the bytes of a stream from a place on. */
function bytesAt(place: number, length: number): Buffer {
  const from = place % (PATTERN.length / 2);
  return PATTERN.subarray(from, from + length);
}

/** Returns one of the addresses of this machine: one of them has too few ports for all connections. */
export function loopback(index: number): string {
  return `127.0.0.${index + 1}`;
}

/** Starts a server that sends back what it gets, at every address. */
export async function echoServer(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await once(server.listen({ host: '0.0.0.0', port: 0, backlog: 4_096 }), 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- It listens on a port.
  return { server, port: (server.address() as AddressInfo).port };
}

/** Returns the value below which this part of the values lies. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
