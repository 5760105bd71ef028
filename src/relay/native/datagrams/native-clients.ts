import { randomInt } from 'node:crypto';
import type { IpVersion } from '../../../portproxy/family.ts';
import { canonicalHost, unspecified } from '../../../portproxy/host-address.ts';
import type { Clients, DatagramEvents, DatagramSocket, Flow, FlowOwner } from '../../datagrams.ts';
import type { PackedListener } from '../../handing-over/packed.ts';
import type { PackedFlow } from '../../handing-over/packed.ts';
import type { Parcel } from '../../handing-over/parcel.ts';
import { LOCAL, type Seen } from './client-table.ts';
import type { AnsweringSocket, FlowTable, LinkedFlow } from './linked-flow.ts';
import { datagramSocket } from '../kept-listeners.ts';
import { NativeDatagramSocket } from './native-datagram-socket.ts';
import { NativeFlow } from './native-flow.ts';
import type { DatagramParts } from './parts.ts';

/** So long a client without a listening socket is kept: another one may take the place of that which was closed, ms. */
const HOMELESS_MS = 250;
/** Hashes are small integers, which maps find fastest. */
const HASH_BITS = 0x3fff_ffff;
/** Odd factors of this process, so that nobody can choose addresses whose hashes meet. */
const [FACTOR_PORT, FACTOR_HOST, FACTOR_MORE] = [0, 1, 2].map(() => randomInt(2 ** 31) * 2 + 1);

/** The flows of one port over the system's own sockets, by hash; those with the same one are linked. */
export class NativeClients implements Clients, FlowTable {
  readonly version: IpVersion;
  readonly #port: number;
  readonly #parts: DatagramParts;
  readonly #flows = new Map<number, LinkedFlow>();
  readonly #sockets = new Map<string, NativeDatagramSocket>();
  readonly #inherited: (host: string) => number | undefined;
  #homeless: NodeJS.Timeout | undefined;

  /** `inherited` takes the socket of another process for a host, where there is one. */
  constructor(
    version: IpVersion,
    port: number,
    parts: DatagramParts,
    inherited: (host: string) => number | undefined,
  ) {
    this.#inherited = inherited;
    this.version = version;
    this.#port = port;
    this.#parts = parts;
  }

  async listen(host: string, events: DatagramEvents): Promise<DatagramSocket> {
    const { libc, store } = this.#parts;
    const at = { host, version: this.version, port: this.#port };
    const fd = this.#inherited(host) ?? datagramSocket(libc, store, at);
    try {
      const socket = new NativeDatagramSocket(fd, host, this, this.#parts, events);
      this.#sockets.set(canonicalHost(host), socket);
      if (this.#homeless !== undefined) this.#rehome();
      return socket;
    } catch (error) {
      libc.close(fd);
      throw error;
    }
  }

  /** Whether it has neither sockets nor flows. */
  get isIdle(): boolean {
    return this.#sockets.size === 0 && this.#flows.size === 0;
  }

  /** Its sockets. */
  listeners(): PackedListener[] {
    return Array.from(this.#sockets.values(), ({ fd, host }) => ({
      protocol: 'udp',
      fd,
      host,
      port: this.#port,
    }));
  }

  /** Takes over the flow of a client. Throws the system's error. */
  adopt(owner: FlowOwner, packed: PackedFlow, parcel: Parcel): Flow {
    const row = Int32Array.from(packed.row);
    const at = this.#parts.table.adopt(row);
    const seen = { names: row, name: 0, locals: row, local: LOCAL, interface: 0 };
    const flow = new NativeFlow(owner, at, this.hash(seen), this, this.#parts);
    flow.goOn(packed, parcel);
    flow.socket = packed.host === undefined ? undefined : this.#sockets.get(canonicalHost(packed.host));
    this.add(flow);
    return flow;
  }

  find(seen: Seen): LinkedFlow | undefined {
    const { table } = this.#parts;
    let flow = this.#flows.get(this.hash(seen));
    if (this.version === 4) while (flow !== undefined && !table.is4(flow.row, seen)) flow = flow.following;
    else while (flow !== undefined && !table.is6(flow.row, seen)) flow = flow.following;
    return flow;
  }

  hash({ names, name }: Seen): number {
    const port = Math.imul(names[name]! >>> 16, FACTOR_PORT!);
    let hash = port;
    if (this.version === 4) hash ^= Math.imul(names[name + 1]!, FACTOR_HOST!);
    else {
      for (let word = 2; word < 6; word += 1) {
        hash = Math.imul(hash ^ names[name + word]!, FACTOR_HOST!);
        hash ^= hash >>> 15;
      }
    }
    return Math.imul(hash ^ (hash >>> 16), FACTOR_MORE!) & HASH_BITS;
  }

  add(flow: LinkedFlow): void {
    flow.following = this.#flows.get(flow.hash);
    this.#flows.set(flow.hash, flow);
  }

  remove(flow: LinkedFlow): void {
    const { following } = flow;
    let before = this.#flows.get(flow.hash);
    if (before === flow) {
      if (following) this.#flows.set(flow.hash, following);
      else this.#flows.delete(flow.hash);
      return;
    }
    while (before !== undefined && before.following !== flow) before = before.following;
    if (before !== undefined) before.following = following;
  }

  /** Its flows are kept for a moment. */
  closing(socket: AnsweringSocket): void {
    this.#sockets.delete(canonicalHost(socket.host));
    for (const flow of this.#all()) if (flow.socket === socket) flow.socket = undefined;
    clearTimeout(this.#homeless);
    this.#homeless = setTimeout(() => {
      this.#homeless = undefined;
      for (const flow of this.#all()) if (flow.socket === undefined) flow.owner.lost();
    }, HOMELESS_MS).unref();
  }

  /** Gives flows without a socket the one through which their clients' datagrams come now. */
  #rehome(): void {
    const wildcard = this.#sockets.get(unspecified(this.version));
    for (const flow of this.#all())
      flow.socket ??= this.#sockets.get(canonicalHost(flow.localAddress)) ?? wildcard;
  }

  *#all(): Generator<LinkedFlow> {
    for (const first of this.#flows.values())
      for (let flow: LinkedFlow | undefined = first; flow !== undefined; flow = flow.following) yield flow;
  }
}
