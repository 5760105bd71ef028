import type { IpVersion } from '../../portproxy/family.ts';
import type { Pool } from '../pool.ts';
import type {
  Listener,
  ListenerEvents,
  Side,
  SideOwner,
  Transport,
  TransportKind,
  TransportParts,
} from '../transport.ts';
import { socketAddress } from './addresses.ts';
import { type Libc, loadLibc } from './libc.ts';
import { Loop } from './loop.ts';
import { type ListenerParts, NativeListener } from './native-listener.ts';
import { NativeSide } from './native-side.ts';
import type { Want } from './parts.ts';
import { findNodeLoop } from './node-loop.ts';
import { OpenDescriptors } from './open-descriptors.ts';
import { type Pipe, pipePool } from './pipes.ts';

/** Targets whose addresses are kept as the system takes them. */
const MOST_TARGETS = 4_096;
/** After this accepting is tried again, where the want of descriptors was not of this relay's making; ms. */
const RETRY_MS = 100;

/**
 * Sockets of the system itself, waited for and moved without Node's streams; undefined where this system or this
 * installation does not offer them. `open` keeps book of descriptors for whoever has to close them after a crash.
 */
export async function nativeTransport(
  open: OpenDescriptors = new OpenDescriptors(),
): Promise<TransportKind | undefined> {
  const libc = loadLibc();
  const nodeLoop = libc && (await findNodeLoop(libc));
  if (!libc || nodeLoop === undefined) return undefined;
  return { kind: 'native', open: (parts) => new NativeTransport(libc, nodeLoop, open, parts) };
}

class NativeTransport implements Transport {
  readonly #open: OpenDescriptors;
  readonly #parts: ListenerParts;
  readonly #pipes: Pool<Pipe>;
  readonly #listeners = new Set<NativeListener>();
  readonly #targets = new Map<string, Buffer>();
  /** Why nobody is accepted now. */
  #paused: Want | undefined;
  #retry: NodeJS.Timeout | undefined;

  constructor(libc: Libc, nodeLoop: number, open: OpenDescriptors, transport: TransportParts) {
    const { descriptors, poolBytes } = transport;
    const loop = new Loop(libc, nodeLoop);
    open.opened(loop.fd);
    this.#open = open;
    this.#pipes = pipePool(poolBytes, {
      libc,
      open,
      room: () => descriptors.roomForConnection,
      used(difference) {
        descriptors.pipes += difference;
      },
    });
    this.#parts = {
      libc,
      loop,
      open,
      pipes: this.#pipes,
      transport,
      addressOf: (host, port) => this.#addressOf(host, port),
      full: (reason) => this.#pause(reason),
      closed: (listener) => this.#listeners.delete(listener),
    };
  }

  async listen(host: string, version: IpVersion, port: number, events: ListenerEvents): Promise<Listener> {
    const listener = new NativeListener(host, version, port, this.#parts, events);
    this.#listeners.add(listener);
    if (this.#paused !== undefined) listener.accepts(false);
    return listener;
  }

  dial(owner: SideOwner): Side {
    return new NativeSide(owner, 'backend', this.#parts);
  }

  begin(connection: { start(): void }): void {
    connection.start();
  }

  breathe(): void {
    this.#parts.loop.leave();
  }

  roomAgain(): void {
    // What the system has no room for is not known from the relay's own count: that is tried after a while.
    if (this.#paused === 'budget' && this.#hasRoom()) this.#resume();
  }

  get lentBytes(): number {
    return this.#pipes.lentBytes;
  }

  trim(): void {
    this.#pipes.trim();
    this.roomAgain();
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#pipes.trim();
    this.#open.closed(this.#parts.loop.fd);
    this.#parts.loop.close();
  }

  #pause(reason: Want): void {
    if (this.#paused === reason) return;
    if (reason === 'budget' && this.#hasRoom()) return;
    const isNew = this.#paused === undefined;
    this.#paused = reason;
    if (isNew) {
      for (const listener of this.#listeners) listener.accepts(false);
      this.#parts.transport.paused(true);
    }
    clearTimeout(this.#retry);
    this.#retry = reason === 'system' ? setTimeout(() => this.#resume(), RETRY_MS).unref() : undefined;
    this.breathe();
  }

  /** Pipes that nobody holds are kept for the next large read; connections need their descriptors more. */
  #hasRoom(): boolean {
    const { descriptors } = this.#parts.transport;
    if (!descriptors.roomForConnection) this.#pipes.trim();
    return descriptors.roomForConnection;
  }

  #resume(): void {
    this.#paused = undefined;
    for (const listener of this.#listeners) listener.accepts(true);
    this.#parts.transport.paused(false);
  }

  #addressOf(host: string, port: number): Buffer {
    // The interface of a zone may be another one the next time.
    if (host.includes('%')) return socketAddress(this.#parts.libc, host, port);
    const key = `${port} ${host}`;
    const known = this.#targets.get(key);
    if (known) return known;
    if (this.#targets.size >= MOST_TARGETS) this.#targets.clear();
    const address = socketAddress(this.#parts.libc, host, port);
    this.#targets.set(key, address);
    return address;
  }
}
