import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps the connections of an HTTP server within a bound. A newcomer takes the place of the connection that has waited
 * longest without work: for a request, for the rest of one, or for a client to read its answer. Where all are at work the
 * newcomer is ended.
 */
export class ConnectionLimit {
  readonly #most: number;
  readonly #onChange: () => void;
  /** In the order in which they came to rest. */
  readonly #waiting = new Set<Socket>();
  readonly #working = new Set<Socket>();

  /** Bounds a server to `most` connections; calls `onChange` when their number has changed. */
  constructor(server: Server, most: number, onChange: () => void = () => {}) {
    this.#most = most;
    this.#onChange = onChange;
    server.on('connection', (socket: Socket) => this.#take(socket));
  }

  /** Open connections. */
  get size(): number {
    return this.#waiting.size + this.#working.size;
  }

  /** Keeps a connection from newcomers until the work has settled; settles as it does. */
  async during<T>(socket: Socket, work: () => T | Promise<T>): Promise<T> {
    this.hold(socket);
    try {
      return await work();
    } finally {
      this.release(socket);
    }
  }

  /** Ends what `hold` began. */
  release(socket: Socket): void {
    if (this.#working.delete(socket)) this.#waiting.add(socket);
  }

  /** Keeps a connection from newcomers until it is released. */
  hold(socket: Socket): void {
    if (this.#waiting.delete(socket)) this.#working.add(socket);
  }

  #take(socket: Socket): void {
    this.#waiting.add(socket);
    socket.on('close', () => this.#drop(socket));
    this.#onChange();
    if (this.size > this.#most) {
      const [oldest] = this.#waiting;
      oldest?.destroy();
      if (oldest) this.#drop(oldest);
    }
  }

  #drop(socket: Socket): void {
    const isKnown = this.#waiting.delete(socket) || this.#working.delete(socket);
    if (isKnown) this.#onChange();
  }
}
