import type { IpVersion } from '../../portproxy/family.ts';
import type { Protocol } from '../../portproxy/key.ts';
import type { Flow, FlowOwner } from '../datagrams.ts';
import type { PackedFlow, PackedListener, PackedSide } from '../handing-over/packed.ts';
import type { Parcel } from '../handing-over/parcel.ts';
import type { ProxiedEnd } from '../proxy-header/addresses.ts';
import type {
  AcceptedConnection,
  BegunConnection,
  EstablishedConnection,
  Handing,
  MakesSide,
  Side,
  SideName,
  SideOwner,
} from '../transport.ts';
import type { NativeDatagrams } from './datagrams/native-datagrams.ts';
import { AF_INET, AF_INET6, type Libc } from './libc.ts';
import { NativeAccepted, type NativeListener } from './native-listener.ts';
import { NativeSide } from './native-side.ts';
import { type BookKey, bookKeyOf } from './book-key.ts';
import type { NotedConnection, NotedSource } from './open-descriptors.ts';
import type { NativeParts } from './parts.ts';
import { rehearse } from './rehearsal.ts';

/** Hands the descriptors of one native transport on, and takes those of another process over. */
export class NativeHanding implements Handing {
  readonly #parts: NativeParts;
  readonly #listeners: Iterable<NativeListener>;
  readonly #datagrams: NativeDatagrams;
  readonly #stop: () => void;
  /** Keys are made once for each entry, and each target. */
  readonly #keys = new WeakMap<object, BookKey>();
  /** Sockets of another process that nobody listens on here yet; undefined where nothing was inherited. */
  #inherited: Map<string, Map<string, number>> | undefined;

  /** `stop` ends the timers of the transport. */
  constructor(
    parts: NativeParts,
    listeners: Iterable<NativeListener>,
    datagrams: NativeDatagrams,
    stop: () => void,
  ) {
    this.#stop = stop;
    this.#parts = parts;
    this.#listeners = listeners;
    this.#datagrams = datagrams;
  }

  listeners(): PackedListener[] {
    const streams = Array.from(
      this.#listeners,
      ({ fd, host, port }) => ({ protocol: 'tcp', fd, host, port }) as const,
    );
    return [...streams, ...this.#datagrams.listeners()];
  }

  inherit(listeners: readonly PackedListener[], isBorrowed: boolean): void {
    this.#parts.open.isBorrowed = isBorrowed;
    this.#parts.loop.hold();
    const inherited = new Map<string, Map<string, number>>();
    for (const { protocol, host, port, fd } of listeners) {
      const key = portKey(protocol, versionOf(host), port);
      const hosts = inherited.get(key) ?? new Map<string, number>();
      inherited.set(key, hosts.set(host, fd));
    }
    this.#inherited = inherited;
  }

  inherited(protocol: Protocol, version: IpVersion, port: number): readonly string[] {
    return [...(this.#inherited?.get(portKey(protocol, version, port))?.keys() ?? [])];
  }

  /** Takes the inherited socket for an address, which is the taker's then; undefined where there is none. */
  take(protocol: Protocol, host: string, port: number): number | undefined {
    if (this.#inherited === undefined) return undefined;
    const hosts = this.#inherited.get(portKey(protocol, versionOf(host), port));
    const fd = hosts?.get(host);
    hosts?.delete(host);
    return fd;
  }

  side(owner: SideOwner, by: SideName, packed: PackedSide, parcel: Parcel): Side {
    const side = new NativeSide(owner, by, this.#parts);
    side.goOn(packed, parcel);
    return side;
  }

  accepted(fd: number, address: number | string, port: number): AcceptedConnection {
    this.#parts.open.opened(fd);
    return new NativeAccepted(fd, address, port, this.#parts);
  }

  flow(owner: FlowOwner, version: IpVersion, port: number, packed: PackedFlow, parcel: Parcel): Flow {
    return this.#datagrams.adopt(owner, version, port, packed, parcel);
  }

  begun(client: Side, connection: BegunConnection, isHeaderAwaited: boolean): void {
    if (!(client instanceof NativeSide) || this.#parts.transport.isTrial) return;
    this.#parts.open.begun(client.fd, this.#noted(connection), isHeaderAwaited);
  }

  joined(client: Side, backend: Side, connection: EstablishedConnection): void {
    if (!(client instanceof NativeSide) || !(backend instanceof NativeSide)) return;
    const { open, transport } = this.#parts;
    if (transport.isTrial) return;
    const { target, source } = connection;
    open.joined(client.fd, backend.fd, {
      ...this.#noted(connection),
      target: target && this.#keyOf(target, target.text),
      source: source && this.#sourceOf(source),
    });
    open.rests(client.fd, client.direction.held, client.bytes);
    open.rests(backend.fd, backend.direction.held, backend.bytes);
  }

  rehearse(begin: (client: MakesSide, backend: MakesSide) => void, end: () => void): void {
    rehearse(this.#parts, begin, end);
  }

  gather(): void {
    this.#parts.loop.gather();
  }

  share(): void {
    this.#parts.open.isShared = true;
  }

  #noted({ id, entry, listenPort, startedAt }: BegunConnection): NotedConnection {
    return { id, entry: this.#keyOf(entry, entry.id), listenPort, startedAt };
  }

  #sourceOf({ address, port }: ProxiedEnd): NotedSource {
    const version = versionOf(address);
    const words = new Int32Array(4);
    this.#parts.libc.inet_pton(version === 4 ? AF_INET : AF_INET6, address, words);
    return { version, port, address: words };
  }

  #keyOf(one: object, text: string): BookKey {
    const known = this.#keys.get(one);
    if (known) return known;
    const made = bookKeyOf(text);
    this.#keys.set(one, made);
    return made;
  }

  begin(): void {
    this.#parts.open.isBorrowed = false;
    for (const hosts of this.#inherited?.values() ?? [])
      for (const fd of hosts.values()) this.#parts.libc.close(fd);
    this.#inherited = undefined;
    this.#parts.transport.store?.owned();
    this.#parts.loop.goOn();
  }

  leave(): void {
    const { libc, loop, open } = this.#parts;
    this.begin();
    this.#stop();
    open.closed(loop.fd);
    loop.close();
    closeAll(libc, open.takeAll());
  }
}

/** Closes descriptors, which come in their order: by few calls, since the other process needs the processor now. */
function closeAll(libc: Libc, descriptors: Iterable<number>): void {
  let first = 0;
  let last = -1;
  const closeRun = (): void => {
    if (first <= last && libc.close_range?.(first, last, 0) !== 0)
      for (let fd = first; fd <= last; fd += 1) libc.close(fd);
  };
  for (const fd of descriptors) {
    if (fd !== last + 1 || first > last) {
      closeRun();
      first = fd;
    }
    last = fd;
  }
  closeRun();
}

function versionOf(host: string): IpVersion {
  return host.includes(':') ? 6 : 4;
}

function portKey(protocol: Protocol, version: IpVersion, port: number): string {
  return `${protocol} ${version} ${port}`;
}
