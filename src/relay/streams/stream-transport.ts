import type { IpVersion } from '../../portproxy/family.ts';
import { Pool } from '../pool.ts';
import type {
  Listener,
  ListenerEvents,
  Side,
  SideOwner,
  Transport,
  TransportKind,
  TransportParts,
} from '../transport.ts';
import { lentSockets } from './lent-sockets.ts';
import { plainSockets } from './plain-sockets.ts';
import type { Sockets, StreamParts } from './sockets.ts';
import { startTogether } from './start-together.ts';
import { listenWithServer } from './stream-listener.ts';
import { StreamSide } from './stream-side.ts';

/** Node's sockets, which read into lent buffers. */
export const lentStreams: TransportKind = transportOf(lentSockets);

/** Node's sockets as documented. */
export const plainStreams: TransportKind = transportOf(plainSockets);

function transportOf(sockets: Sockets): TransportKind {
  return { kind: sockets.kind, open: (parts) => new StreamTransport(sockets, parts) };
}

class StreamTransport implements Transport {
  readonly #parts: StreamParts;

  constructor(sockets: Sockets, { poolBytes }: TransportParts) {
    const pool = new Pool<Buffer>(poolBytes, { make: (size) => Buffer.allocUnsafeSlow(size), free() {} });
    this.#parts = { sockets, pool };
  }

  listen(host: string, version: IpVersion, port: number, events: ListenerEvents): Promise<Listener> {
    return listenWithServer(host, version, port, this.#parts, events);
  }

  dial(owner: SideOwner): Side {
    const side = new StreamSide(owner, 'backend', this.#parts);
    side.socket = this.#parts.sockets.create(side);
    return side;
  }

  begin(connection: { start(): void }): void {
    startTogether(connection);
  }

  /** Node has its turn after each event. */
  breathe(): void {}

  /** Node always accepts; what there is no room for is reset. */
  roomAgain(): void {}

  get lentBytes(): number {
    return this.#parts.pool.lentBytes;
  }

  trim(): void {
    if (this.lentBytes === 0) this.#parts.pool.trim();
  }

  close(): void {}
}
