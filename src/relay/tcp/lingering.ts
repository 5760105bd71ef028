/** How often clients are asked whether they have acknowledged everything, ms. */
const LOOK_MS = 20;

/** A connection whose backend has failed and whose client has not acknowledged everything yet. */
export interface LingeringConnection {
  /** Ends the connection when the client has everything; returns whether it is over. */
  settle(): boolean;
}

/** The connections that wait to pass a backend's reset on; one timer looks after all of them. */
export class Lingering {
  readonly #connections = new Set<LingeringConnection>();
  #timer: NodeJS.Timeout | undefined;

  /** Looks after a connection until it is over. */
  add(connection: LingeringConnection): void {
    this.#connections.add(connection);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  #look(): void {
    for (const connection of this.#connections) {
      if (connection.settle()) this.#connections.delete(connection);
    }
    if (this.#connections.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
