import { type Socket, connect } from 'node:net';

/** Clients of a step, by name. They say nothing, so that their connections stay open. */
export class Clients {
  readonly #sockets = new Map<string, Socket>();

  /** Connects a client to a port of 127.0.0.1; resolves when it is connected, or could not be. */
  async connect(name: string, port: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const socket = connect({ host: '127.0.0.1', port });
    this.#sockets.set(name, socket);
    socket.on('connect', resolve).on('error', () => resolve());
    // An end that nobody reads would not be seen.
    socket.on('close', () => resolve()).resume();
    await promise;
  }

  /** Whether there are any. */
  get areThere(): boolean {
    return this.#sockets.size > 0;
  }

  /** Whether the end of a client is open, and among those that the relay has; each is `HOST:PORT`. */
  isConnected(name: string, ofRelay: ReadonlySet<string>): boolean {
    const socket = this.#sockets.get(name);
    const isOpen = socket !== undefined && !socket.destroyed && socket.readyState !== 'closed';
    return isOpen && ofRelay.has(`${socket.localAddress}:${socket.localPort}`);
  }

  /** Ends all of them. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
  }
}
