import { createServer } from 'node:net';
import type { IpVersion } from '../../portproxy/family.ts';
import {
  type Accepted,
  BACKLOG,
  type Listener,
  type ListenerEvents,
  type Side,
  type SideOwner,
} from '../transport.ts';
import { StreamSide } from './stream-side.ts';
import { plainServerOptions } from './plain-sockets.ts';
import type { AcceptedSocket, StreamParts } from './sockets.ts';

/** Listens with a server of Node's; rejects with the system's error. */
export function listenWithServer(
  host: string,
  version: IpVersion,
  port: number,
  parts: StreamParts,
  events: ListenerEvents,
): Promise<Listener> {
  const server = createServer(plainServerOptions);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // Never shared (no reusePort): a port that another program has must show as taken.
    server.listen({ host, port, ipv6Only: version === 6, exclusive: true, backlog: BACKLOG }, () => {
      server.off('error', reject);
      const listener: Listener = { host, close: () => void server.close() };
      parts.sockets.onConnection(
        server,
        (accepted) => events.accepted(new StreamAccepted(accepted, parts), listener),
        (code) => events.acceptFailed(code),
      );
      resolve(listener);
    });
  });
}

class StreamAccepted implements Accepted {
  readonly #accepted: AcceptedSocket;
  readonly #parts: StreamParts;

  constructor(accepted: AcceptedSocket, parts: StreamParts) {
    this.#accepted = accepted;
    this.#parts = parts;
  }

  localAddress(): string | undefined {
    return this.#accepted.localAddress();
  }

  take(owner: SideOwner): Side {
    const side = new StreamSide(owner, 'client', this.#parts);
    side.socket = this.#accepted.take(side);
    return side;
  }

  reset(): void {
    this.#accepted.reset();
  }
}
