import type { IpVersion } from '../../portproxy/family.ts';
import type { Pool } from '../common/pool.ts';
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
import { prepareConnected, prepareListening } from './adopt.ts';
import { type Libc, loadLibc } from './libc.ts';
import { Loop } from './loop.ts';
import {
  type ListenerParts,
  type ListeningSocket,
  NativeAccepted,
  NativeListener,
} from './native-listener.ts';
import { NativeHanding } from './native-handing.ts';
import { NativeSide } from './native-side.ts';
import { listeningSocket } from './kept-listeners.ts';
import type { Datagrams } from '../datagrams.ts';
import { NativeDatagrams } from './datagrams/native-datagrams.ts';
import type { Shortage } from './parts.ts';
import { type NodeLoop, findNodeLoop } from './node-loop.ts';
import { OpenDescriptors } from './open-descriptors.ts';
import { Targets } from './targets.ts';
import { type Pipe, adoptPipe, pipePool } from './pipes.ts';

/** Accepting is tried again after so long where the system had no room, ms. */
const RETRY_MS = 100;

/**
 * Resolves to the transport over the system's own sockets, without Node's streams; undefined where this system or this
 * installation does not offer them. `open` notes descriptors for whoever takes them over, or closes them, after a crash.
 */
export async function nativeTransport(
  open: OpenDescriptors = new OpenDescriptors(),
  libc: Libc | undefined = loadLibc(),
): Promise<TransportKind | undefined> {
  const nodeLoop = libc && (await findNodeLoop(libc));
  if (!libc || nodeLoop === undefined) return undefined;
  return { kind: 'native', open: (parts) => new NativeTransport(libc, nodeLoop, open, parts) };
}

/** Connections wait at most so long for room, ms. */
const LONGEST_WAIT_MS = 10_000;
const REFUSE_EVERY_MS = 1_000;

class NativeTransport implements Transport {
  readonly datagrams: Datagrams;
  readonly handing: NativeHanding;
  readonly #open: OpenDescriptors;
  readonly #parts: ListenerParts;
  readonly #pipes: Pool<Pipe>;
  readonly #listeners = new Set<NativeListener>();
  /** Why nothing is accepted now. */
  #paused: Shortage | undefined;
  #retry: NodeJS.Timeout | undefined;
  /** Looks after connections that wait. */
  #refuser: NodeJS.Timeout | undefined;

  constructor(libc: Libc, nodeLoop: NodeLoop, open: OpenDescriptors, transport: TransportParts) {
    const { descriptors, poolBytes } = transport;
    const loop = new Loop(libc, nodeLoop, transport.stirred);
    open.opened(loop.fd);
    this.#open = open;
    const used = (difference: number): void => {
      descriptors.pipes += difference;
    };
    this.#pipes = pipePool(poolBytes, { libc, open, room: () => descriptors.roomForConnection, used });
    this.#parts = {
      libc,
      loop,
      open,
      pipes: this.#pipes,
      transport,
      targets: new Targets(libc),
      adoptPipe: (pipe) => adoptPipe(this.#pipes, pipe, { open, used }),
      full: (reason) => this.#pause(reason),
      closed: (listener) => this.#listeners.delete(listener),
    };
    const datagrams = new NativeDatagrams(this.#parts, (host, port) => this.handing.take('udp', host, port));
    this.datagrams = datagrams;
    this.handing = new NativeHanding(this.#parts, this.#listeners, datagrams, () => this.#stop());
  }

  async listen(host: string, version: IpVersion, port: number, events: ListenerEvents): Promise<Listener> {
    const { libc, transport } = this.#parts;
    const inherited = this.handing.take('tcp', host, port);
    const socket =
      inherited === undefined
        ? listeningSocket(libc, transport.store, { host, version, port })
        : { fd: inherited, host, port };
    try {
      return this.#listener(socket, events);
    } catch (error) {
      libc.close(socket.fd);
      throw error;
    }
  }

  async adoptListener(fd: number, events: ListenerEvents): Promise<Listener> {
    return this.#listener({ fd, ...prepareListening(this.#parts.libc, fd) }, events);
  }

  adoptConnection(fd: number): AcceptedConnection {
    const { host, port } = prepareConnected(this.#parts.libc, fd);
    this.#parts.open.opened(fd);
    return new NativeAccepted(fd, host, port, this.#parts);
  }

  dial(owner: SideOwner): Side {
    return new NativeSide(owner, 'backend', this.#parts);
  }

  begin(connection: { start(): void }): void {
    connection.start();
  }

  roomAgain(): void {
    // Whether the system has room again is not known here: that is tried after a while.
    if (this.#paused === 'budget' && this.#hasRoom()) this.#resume();
  }

  get lentBytes(): number {
    return this.#pipes.lentBytes;
  }

  get rests(): boolean {
    return this.#parts.loop.rests;
  }

  trim(): void {
    this.#pipes.trim();
    this.roomAgain();
  }

  close(): void {
    this.#stop();
    this.#pipes.trim();
    this.datagrams.close();
    this.#open.closed(this.#parts.loop.fd);
    this.#parts.loop.close();
  }

  #stop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#refuser);
  }

  #listener(socket: ListeningSocket, events: ListenerEvents): Listener {
    const listener = new NativeListener(socket, this.#parts, events);
    this.#listeners.add(listener);
    if (this.#paused !== undefined) listener.accepts(false);
    return listener;
  }

  #pause(reason: Shortage): void {
    if (this.#paused === reason) return;
    if (reason === 'budget' && this.#hasRoom()) return;
    const isNew = this.#paused === undefined;
    this.#paused = reason;
    if (isNew) {
      for (const listener of this.#listeners) listener.accepts(false);
      this.#parts.transport.paused(true);
    }
    this.#refuser ??= setInterval(() => this.#refuse(), REFUSE_EVERY_MS).unref();
    clearTimeout(this.#retry);
    this.#retry = reason === 'system' ? setTimeout(() => this.#resume(), RETRY_MS).unref() : undefined;
  }

  /** Free pipes are kept for the next large read, unless connections need their descriptors. */
  #hasRoom(): boolean {
    const { descriptors } = this.#parts.transport;
    if (!descriptors.roomForConnection) this.#pipes.trim();
    return descriptors.roomForConnection;
  }

  /**
   * Ends the wait of connections that have waited too long. In a loop over other relays, all descriptors belong to
   * connections of which each waits for the next; the reset of the last one ends them all, one after the other.
   */
  #refuse(): void {
    const before = performance.now() - LONGEST_WAIT_MS;
    const refused = [...this.#listeners].filter((listener) => listener.refuseWaiting(before));
    if (refused.length > 0 || this.#paused !== undefined) return;
    clearInterval(this.#refuser);
    this.#refuser = undefined;
  }

  #resume(): void {
    this.#paused = undefined;
    for (const listener of this.#listeners) listener.accepts(true);
    this.#parts.transport.paused(false);
  }
}
