import { type Server, createServer } from 'node:net';
import type { IpVersion } from '../portproxy/family.ts';
import { plainServerOptions } from './plain-sockets.ts';
import type { Accepted, Sockets } from './sockets.ts';

/** Connections that the system keeps for us until they are accepted; it may lower this (Linux: net.core.somaxconn). */
const BACKLOG = 4_096;

/** What a listener reports. */
export interface ListenerEvents {
  accepted(accepted: Accepted, listener: Listener): void;
  /** A connection could not be accepted, such as for want of descriptors (EMFILE). */
  acceptFailed(code: string): void;
}

/** One listening socket, held by this program alone. */
export class Listener {
  readonly host: string;
  readonly #server: Server;

  private constructor(host: string, server: Server) {
    this.host = host;
    this.#server = server;
  }

  /**
   * Listens on one address (`0.0.0.0` and `::` mean all of the version; IPv6 sockets take no IPv4). Rejects with the
   * system's error. Between the call and the bind no other event is handled.
   */
  static open(
    host: string,
    version: IpVersion,
    port: number,
    sockets: Sockets,
    events: ListenerEvents,
  ): Promise<Listener> {
    const server = createServer(plainServerOptions);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      // Never shared (no reusePort): a port that another program has must show as taken.
      server.listen({ host, port, ipv6Only: version === 6, exclusive: true, backlog: BACKLOG }, () => {
        server.off('error', reject);
        const listener = new Listener(host, server);
        sockets.onConnection(
          server,
          (accepted) => events.accepted(accepted, listener),
          (code) => events.acceptFailed(code),
        );
        resolve(listener);
      });
    });
  }

  /** Stops listening at once; accepted connections go on. */
  close(): void {
    this.#server.close();
  }
}
