import { type ListenOptions, createServer } from 'node:net';
import {
  type AcceptedConnection,
  BACKLOG,
  type Listener,
  type ListenerEvents,
  type RemoteEnd,
  type Side,
  type SideName,
  type SideOwner,
} from '../transport.ts';
import { StreamSide } from './stream-side.ts';
import { plainServerOptions } from './plain-sockets.ts';
import type { AcceptedSocket, StreamParts } from './sockets.ts';

/** Where a server listens: an address, or a descriptor that listens already. */
export type ListenPlace = { readonly host: string; readonly port: number } | { readonly fd: number };

/** Listens with a server of Node's. Rejects with the system's error. */
export function listenWithServer(
  place: ListenPlace,
  parts: StreamParts,
  events: ListenerEvents,
): Promise<Listener> {
  const server = createServer(plainServerOptions);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(optionsOf(place), () => {
      server.off('error', reject);
      const at = 'fd' in place ? server.address() : { address: place.host, port: place.port };
      if (at === null || typeof at === 'string') {
        reject(Object.assign(new Error('The descriptor is not a TCP socket.'), { code: 'EINVAL' }));
        return;
      }
      const listener: Listener = {
        host: at.address,
        port: at.port,
        // Node accepts whatever comes.
        isHeld: false,
        goOn() {},
        close: () => void server.close(),
      };
      parts.sockets.onConnection(
        server,
        (accepted) => events.accepted(new StreamAccepted(accepted, parts), listener),
        (code) => events.acceptFailed(code),
      );
      resolve(listener);
    });
  });
}

/** Never shared (no reusePort): a port that another program has must show as taken. */
function optionsOf(place: ListenPlace): ListenOptions {
  if ('fd' in place) return { ...place, backlog: BACKLOG };
  return { ...place, ipv6Only: place.host.includes(':'), exclusive: true, backlog: BACKLOG };
}

/** A connected socket that belongs to no connection yet. */
export class StreamAccepted implements AcceptedConnection {
  readonly #accepted: AcceptedSocket;
  readonly #parts: StreamParts;

  constructor(accepted: AcceptedSocket, parts: StreamParts) {
    this.#accepted = accepted;
    this.#parts = parts;
  }

  remote(): RemoteEnd | undefined {
    return this.#accepted.remote();
  }

  localAddress(): string | undefined {
    return this.#accepted.localAddress();
  }

  take(owner: SideOwner, by: SideName): Side {
    const side = new StreamSide(owner, by, this.#parts);
    side.socket = this.#accepted.take(side);
    // Node forgets the address when the socket closes, unless somebody has asked for it before.
    void side.socket.remoteAddress;
    return side;
  }

  reset(): void {
    this.#accepted.reset();
  }
}
