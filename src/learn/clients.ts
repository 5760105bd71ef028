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

  isConnected(name: string): boolean {
    const socket = this.#sockets.get(name);
    return socket !== undefined && !socket.destroyed && socket.readyState !== 'closed';
  }

  /** Ends all of them. */
  close(): void {
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
  }
}
