import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { until } from './until.ts';

/**
 * One end of a connection that does what a test wants, faults included: send, read slowly or not at all, half-close,
 * reset. It notes what it sees: bytes, FIN, reset.
 */
export class Peer {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  received = 0;
  /** The other end has sent its FIN. */
  finished = false;
  /** Error code by which the connection broke. */
  broken: string | undefined;
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.chunks.push(chunk);
      this.received += chunk.length;
    });
    socket.on('end', () => {
      this.finished = true;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.broken = error.code ?? error.message;
    });
    socket.on('close', () => {
      this.closed = true;
    });
  }

  /** Connects; `from` is the address of this end. */
  static async dial(port: number, host = '127.0.0.1', from?: string): Promise<Peer> {
    const local = from === undefined ? {} : { localAddress: from };
    const socket = connect({ port, host, allowHalfOpen: true, ...local });
    const peer = new Peer(socket);
    await until('a connection', () => !socket.connecting);
    return peer;
  }

  get data(): Buffer {
    return Buffer.concat(this.chunks);
  }

  get text(): string {
    return this.data.toString();
  }

  /** Sends, and resolves when the system has taken it all. */
  async send(data: string | Buffer): Promise<void> {
    if (!this.socket.write(data)) await once(this.socket, 'drain');
  }

  finish(data?: string | Buffer): void {
    if (data === undefined) this.socket.end();
    else this.socket.end(data);
  }

  reset(): void {
    this.socket.resetAndDestroy();
  }

  stopReading(): void {
    this.socket.pause();
  }

  readOn(): void {
    this.socket.resume();
  }

  async sees(text: string): Promise<void> {
    await until(`the text ${text}`, () => this.received >= Buffer.byteLength(text));
    if (this.text !== text) throw new Error(`Expected ${text}, saw ${this.text}`);
  }

  async seesFin(): Promise<void> {
    await until('a FIN', () => this.finished || this.broken !== undefined);
    if (this.broken !== undefined) throw new Error(`Expected a FIN, saw ${this.broken}`);
  }

  async seesReset(): Promise<void> {
    await until('a reset', () => this.broken !== undefined || this.closed || this.finished);
    if (this.broken !== 'ECONNRESET')
      throw new Error(`Expected a reset, saw ${this.broken ?? 'a clean end'}`);
  }
}

/** A server whose connections a test takes one by one. */
export class Backend {
  readonly port: number;
  readonly #server: Server;
  readonly #accepted: Peer[];
  #taken = 0;

  private constructor(server: Server, accepted: Peer[]) {
    this.#server = server;
    this.#accepted = accepted;
    this.port = portOf(server);
  }

  /** Starts one on a free port, or on the port given; `serve` sees every connection at once. */
  static async start(
    serve: (peer: Peer) => void = () => {},
    { host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {},
  ): Promise<Backend> {
    const accepted: Peer[] = [];
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const peer = new Peer(socket);
      accepted.push(peer);
      serve(peer);
    });
    server.listen({ host, port });
    await once(server, 'listening');
    return new Backend(server, accepted);
  }

  /** A server that answers with its own name and closes: shows who was reached. */
  static named(name: string, at: { host?: string; port?: number } = {}): Promise<Backend> {
    return Backend.start((peer) => peer.finish(name), at);
  }

  /** The connections that came so far. */
  get peers(): readonly Peer[] {
    return this.#accepted;
  }

  /** How many connections came so far. */
  get count(): number {
    return this.#accepted.length;
  }

  /** The next connection that was not taken yet. */
  async next(): Promise<Peer> {
    const index = this.#taken;
    this.#taken += 1;
    return until('a connection at the backend', () => this.#accepted[index]);
  }

  close(): Promise<void> {
    for (const peer of this.#accepted) peer.socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server does not listen.');
  return address.port;
}

/** What one connection to the port gets until the other end finishes. */
export async function ask(port: number, host = '127.0.0.1', from?: string): Promise<string> {
  const peer = await Peer.dial(port, host, from);
  await until('an answer', () => peer.finished || peer.broken !== undefined);
  peer.finish();
  return peer.broken ?? peer.text;
}
