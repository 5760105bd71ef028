import type { IpVersion } from '../../portproxy/family.ts';
import { Pool } from '../common/pool.ts';
import type {
  AcceptedConnection,
  Listener,
  ListenerEvents,
  Side,
  SideOwner,
  Transport,
  TransportKind,
  TransportParts,
} from '../transport.ts';
import { NodeDatagrams } from './datagrams.ts';
import { lentSockets } from './lent-sockets.ts';
import { plainSockets } from './plain-sockets.ts';
import type { Sockets, StreamParts } from './sockets.ts';
import { Starter } from './start-together.ts';
import { StreamAccepted, listenWithServer } from './stream-listener.ts';
import { StreamSide } from './stream-side.ts';
import { Turns } from './turns.ts';

/** The transport over Node's sockets that read into lent buffers. */
export const lentStreams: TransportKind = transportOf(lentSockets);

/** The transport over Node's sockets as documented. */
export const plainStreams: TransportKind = transportOf(plainSockets);

function transportOf(sockets: Sockets): TransportKind {
  return { kind: sockets.kind, open: (parts) => new StreamTransport(sockets, parts) };
}

class StreamTransport implements Transport {
  readonly datagrams = new NodeDatagrams();
  readonly #parts: StreamParts;
  readonly #starter = new Starter();

  constructor(sockets: Sockets, { poolBytes }: TransportParts) {
    const pool = new Pool<Buffer>(poolBytes, { make: (size) => Buffer.allocUnsafeSlow(size), free() {} });
    this.#parts = { sockets, pool, turns: new Turns() };
  }

  listen(host: string, _version: IpVersion, port: number, events: ListenerEvents): Promise<Listener> {
    return listenWithServer({ host, port }, this.#parts, events);
  }

  adoptListener(fd: number, events: ListenerEvents): Promise<Listener> {
    return listenWithServer({ fd }, this.#parts, events);
  }

  adoptConnection(fd: number): AcceptedConnection {
    return new StreamAccepted(this.#parts.sockets.adopt(fd), this.#parts);
  }

  dial(owner: SideOwner): Side {
    const side = new StreamSide(owner, 'backend', this.#parts);
    side.socket = this.#parts.sockets.create(side);
    return side;
  }

  begin(connection: { start(): void }): void {
    this.#starter.start(connection);
  }

  /** Node always accepts; connections without room are reset. */
  roomAgain(): void {}

  readonly rests = false;

  get lentBytes(): number {
    return this.#parts.pool.lentBytes;
  }

  trim(): void {
    if (this.lentBytes === 0) this.#parts.pool.trim();
  }

  close(): void {}
}
