import type { IpVersion } from '../../portproxy/family.ts';
import type { Protocol } from '../../portproxy/key.ts';
import { errorCode } from '../../errors/unknown.ts';
import type { PackedListener } from '../handing-over/packed.ts';
import type { ListenerStore } from '../listener-store.ts';
import { hostOf, localEnd, remoteEnd, socketAddress } from './addresses.ts';
import { AF_UNIX, type Libc, SHUT_RDWR, loadLibc } from './libc.ts';
import { type ListeningSocket, openListening } from './native-listener.ts';
import { openNotifySocket } from './notify-socket.ts';
import type { OpenDescriptors } from './open-descriptors.ts';
import { familyOf, isForDatagrams, isListening } from './options.ts';
import { ParkedDescriptors, openParkedDescriptors } from './parked-descriptors.ts';
import { ParkedGroups } from './parked-groups.ts';
import { prepareDatagrams, prepareListening } from './adopt.ts';
import { openDatagramSocket } from './datagrams/open-datagram-socket.ts';
import { inheritedDescriptors } from './inherited-descriptors.ts';

/** The name in the store of a service manager. */
export const STORE_NAME = 'listeners';

/** After so long every entry was tried, and what an earlier process has left belongs to none, ms. */
const SETTLED_MS = 10_000;

type Noting = Pick<OpenDescriptors, 'isBorrowed' | 'opened' | 'closed'>;

/**
 * Sockets that listen, or take datagrams, whose copies outlive this process: they are parked in a pair of sockets, which is in the store of the
 * service manager (sd_notify(3), FDSTORE). While this process lives both have the same sockets; when it dies, clients and
 * datagrams wait in the system's queues until its successor takes them over.
 */
export class KeptListeners implements ListenerStore {
  readonly #libc: Libc;
  readonly #open: Noting;
  #place: (() => ParkedDescriptors | undefined) | undefined;
  #parked: { readonly listeners: ParkedDescriptors; readonly datagrams: ParkedGroups } | undefined;
  /** Left by an earlier process, by protocol, host and port. */
  readonly #left = new Map<string, PackedListener>();
  readonly #waiting: Readonly<Record<Protocol, Set<number>>> = { tcp: new Set(), udp: new Set() };
  #isPlanned = false;
  #isLeaving = false;

  /** `place` opens where listeners are parked, with the first of them. `left`: descriptors that an earlier process has left. */
  constructor(libc: Libc, open: Noting, place: () => ParkedDescriptors | undefined, left: Iterable<number>) {
    this.#libc = libc;
    this.#open = open;
    this.#place = place;
    for (const fd of left) {
      const protocol = protocolOf(libc, fd);
      const at = protocol && localEnd(libc, fd);
      if (!protocol || !at) libc.close(fd);
      else {
        this.#left.set(keyOf(protocol, at.host, at.port), { protocol, fd, ...at });
        this.keep(protocol, fd);
      }
    }
    if (this.#left.size > 0) this.#park();
  }

  take(protocol: Protocol, host: string, port: number): number | undefined {
    if (this.#left.size === 0) return undefined;
    const key = keyOf(protocol, hostOf(this.#libc, socketAddress(this.#libc, host, port)), port);
    const kept = this.#left.get(key);
    this.#left.delete(key);
    return kept?.fd;
  }

  makeRoom(protocol: Protocol, port: number): boolean {
    const before = this.#left.size;
    for (const [key, socket] of this.#left)
      if (socket.protocol === protocol && socket.port === port) this.#close(key, socket);
    return this.#left.size < before;
  }

  /** Closes what nobody took. */
  settle(): void {
    for (const [key, socket] of this.#left) this.#close(key, socket);
  }

  /** Copies stay from now on: another process follows, or has the listeners already. */
  leave(): void {
    this.#isLeaving = true;
  }

  keep(protocol: Protocol, fd: number): void {
    if (this.#parked?.[PLACES[protocol]].has(fd)) return;
    this.#waiting[protocol].add(fd);
    this.owned();
  }

  owned(): void {
    const { tcp, udp } = this.#waiting;
    if (this.#isPlanned || tcp.size + udp.size === 0) return;
    setImmediate(() => this.#park());
    this.#isPlanned = true;
  }

  closing(protocol: Protocol, fd: number): void {
    if (this.#isLeaving || this.#open.isBorrowed) return;
    // A copy of it would hold the port, and clients.
    if (protocol === 'tcp') this.#libc.shutdown(fd, SHUT_RDWR);
    if (this.#waiting[protocol].delete(fd)) return;
    if (protocol === 'tcp') this.#parked?.listeners.closed(fd);
    else this.#parked?.datagrams.takeBack(fd);
  }

  #close(key: string, { protocol, fd }: PackedListener): void {
    this.#left.delete(key);
    this.closing(protocol, fd);
    this.#libc.close(fd);
  }

  #park(): void {
    this.#isPlanned = false;
    // The process that has lent them keeps them, as long as it may go on.
    if (this.#isLeaving || this.#open.isBorrowed) return;
    const { tcp, udp } = this.#waiting;
    this.#parked ??= this.#openPlaces();
    this.#place = undefined;
    this.#parked?.listeners.park([...tcp]);
    this.#parked?.datagrams.park([...udp]);
    tcp.clear();
    udp.clear();
  }

  #openPlaces(): { readonly listeners: ParkedDescriptors; readonly datagrams: ParkedGroups } | undefined {
    const listeners = this.#place?.();
    return listeners && { listeners, datagrams: new ParkedGroups(this.#libc, this.#open, listeners) };
  }
}

const PLACES = { tcp: 'listeners', udp: 'datagrams' } as const;

/**
 * Opens the listeners that this process's service manager keeps, with those that an earlier process has left; undefined where
 * the environment names none. `open` notes the descriptors. Where a data plane of this process `hasCrashed`, its place is
 * given up at once.
 */
export function openKeptListeners(open: OpenDescriptors, hasCrashed: boolean): KeptListeners | undefined {
  const { NOTIFY_SOCKET: to } = process.env;
  const inherited = inheritedDescriptors(process.env, process.pid);
  const libc = to === undefined && inherited.length === 0 ? undefined : loadLibc();
  if (!libc) return undefined;
  const ends = inherited.filter((fd) => familyOf(libc, fd) === AF_UNIX);
  const before = ends.length > 1 ? new ParkedDescriptors(libc, ends) : undefined;
  const left = [...inherited.filter((fd) => !ends.includes(fd)), ...(before ? takenFrom(libc, before) : [])];
  const place = before ?? (hasCrashed ? placeIn(libc, open, to) : undefined);
  const kept = new KeptListeners(libc, open, () => place ?? placeIn(libc, open, to), left);
  if (before) for (const fd of ends) open.opened(fd);
  setTimeout(() => kept.settle(), SETTLED_MS).unref();
  return kept;
}

/** Takes all copies out of a place, and those out of the groups in it. */
export function takenFrom(libc: Libc, place: ParkedDescriptors): number[] {
  const all = place.takeAll();
  const groups = all.filter((fd) => familyOf(libc, fd) === AF_UNIX);
  const grouped = new ParkedDescriptors(libc, groups).takeAll();
  for (const fd of groups) libc.close(fd);
  return [...all.filter((fd) => !groups.includes(fd)), ...grouped];
}

/** Opens a place that the service manager keeps, in the place of an earlier one; undefined without a service manager. */
function placeIn(libc: Libc, open: OpenDescriptors, to: string | undefined): ParkedDescriptors | undefined {
  const socket = openNotifySocket(libc, to);
  if (!socket) return undefined;
  const parked = openParkedDescriptors(libc);
  if (parked) {
    for (const fd of parked.ends) open.opened(fd);
    socket.send(`FDSTOREREMOVE=1\nFDNAME=${STORE_NAME}`);
    socket.send(`FDSTORE=1\nFDNAME=${STORE_NAME}`, parked.ends);
  }
  socket.close();
  return parked;
}

/** Where a socket listens, or takes datagrams. */
interface ListenAddress {
  readonly host: string;
  readonly version: IpVersion;
  readonly port: number;
}

/** Returns a socket that listens: a kept one where there is one for the address. Throws the system's error. */
export function listeningSocket(
  libc: Libc,
  store: ListenerStore | undefined,
  { host, version, port }: ListenAddress,
): ListeningSocket {
  const kept = store?.take('tcp', host, port);
  if (kept === undefined) return withRoom(store, 'tcp', port, () => openListening(libc, host, version, port));
  prepareListening(libc, kept);
  return { fd: kept, host, port };
}

/** Returns a socket that takes datagrams: a kept one where there is one for the address. Throws the system's error. */
export function datagramSocket(
  libc: Libc,
  store: ListenerStore | undefined,
  { host, version, port }: ListenAddress,
): number {
  const kept = store?.take('udp', host, port);
  if (kept === undefined)
    return withRoom(store, 'udp', port, () => openDatagramSocket(libc, host, version, port));
  prepareDatagrams(libc, kept, version);
  return kept;
}

/** Opens a socket; where one is in the way that an earlier process has left, that is closed first. */
function withRoom<Opened>(
  store: ListenerStore | undefined,
  protocol: Protocol,
  port: number,
  open: () => Opened,
): Opened {
  try {
    return open();
  } catch (error) {
    if (errorCode(error) !== 'EADDRINUSE' || store?.makeRoom(protocol, port) !== true) throw error;
    return open();
  }
}

/** Returns the protocol of a socket that listens, or takes datagrams from anybody; undefined for any other descriptor. */
function protocolOf(libc: Libc, fd: number): Protocol | undefined {
  if (isListening(libc, fd)) return familyOf(libc, fd) === AF_UNIX ? undefined : 'tcp';
  if (!isForDatagrams(libc, fd) || familyOf(libc, fd) === AF_UNIX) return undefined;
  return remoteEnd(libc, fd) === undefined ? 'udp' : undefined;
}

function keyOf(protocol: Protocol, host: string, port: number): string {
  return `${protocol} ${port} ${host}`;
}
