import { type RemoteInfo, type Socket, createSocket } from 'node:dgram';
import type { IpVersion } from '../../portproxy/family.ts';
import { canonicalHost, unspecified } from '../../portproxy/host-address.ts';
import { localAddresses } from '../common/local-addresses.ts';
import type { Clients, DatagramEvents, DatagramSocket, FlowOwner, NewClient, Sender } from '../datagrams.ts';
import { type ClientSide, NodeFlow } from './datagram-flow.ts';

/** So long a client without a listening socket is kept: another one may take the place of that which was closed, ms. */
const HOMELESS_MS = 250;
/** How often the addresses of the machine are looked at, for a port on all of them, ms. */
const LOOK_MS = 2_000;
const RECEIVE_BYTES = 1 << 20;

/**
 * The flows of one port over Node's sockets. Node does not tell to which address a datagram was sent, and cannot say from
 * which one an answer is to leave, so a port on all addresses has a socket for each of them.
 */
export class NodeClients implements Clients, ClientSide {
  readonly version: IpVersion;
  readonly #port: number;
  readonly #flows = new Map<string, NodeFlow>();
  readonly #sockets = new Map<string, Socket>();

  constructor(version: IpVersion, port: number) {
    this.version = version;
    this.#port = port;
  }

  async listen(host: string, events: DatagramEvents): Promise<DatagramSocket> {
    if (host !== unspecified(this.version)) {
      await this.#open(host, events);
      return { close: () => this.#close([host]) };
    }
    // Another program that has the port on any address shows.
    (await bound(host, this.version, this.#port)).close();
    const own = new Set<string>();
    await this.#openNew(own, events);
    const looker = setInterval(() => void this.#openNew(own, events), LOOK_MS).unref();
    return {
      close: () => {
        clearInterval(looker);
        this.#close(own);
        own.clear();
      },
    };
  }

  socketAt(address: string): Socket | undefined {
    return this.#sockets.get(address);
  }

  remove(flow: NodeFlow): void {
    this.#flows.delete(flow.key);
  }

  /** Opens sockets at addresses that the machine has and that have none, and closes those of others. */
  async #openNew(own: Set<string>, events: DatagramEvents): Promise<void> {
    const now = localAddresses(this.version).map(canonicalHost);
    for (const host of now) {
      if (this.#sockets.has(host)) continue;
      own.add(host);
      // An address may be gone again, or not be ready yet.
      await this.#open(host, events).catch(() => own.delete(host));
    }
    const gone = [...own].filter((host) => !now.includes(host));
    for (const host of gone) own.delete(host);
    this.#close(gone);
  }

  async #open(host: string, events: DatagramEvents): Promise<void> {
    const socket = await bound(host, this.version, this.#port);
    const local = canonicalHost(host);
    this.#sockets.set(local, socket);
    // What an answer to a client has met was told where it was sent.
    socket.on('error', () => {});
    socket.on('message', (datagram, from) => this.#take(datagram, from, local, events));
  }

  #take(datagram: Buffer, from: RemoteInfo, local: string, events: DatagramEvents): void {
    const key = `${from.address} ${from.port} ${local}`;
    let flow = this.#flows.get(key);
    if (flow === undefined) {
      events.arrived(
        new NodeClient(from, local, (owner) => {
          const made = new NodeFlow(owner, from, local, key, this);
          this.#flows.set(key, made);
          return made;
        }),
      );
      flow = this.#flows.get(key);
    }
    flow?.take(datagram);
  }

  #close(hosts: Iterable<string>): void {
    for (const host of hosts) {
      const local = canonicalHost(host);
      const socket = this.#sockets.get(local);
      this.#sockets.delete(local);
      socket?.close();
    }
    setTimeout(() => {
      for (const flow of this.#flows.values()) if (!this.#sockets.has(flow.localAddress)) flow.owner.lost();
    }, HOMELESS_MS).unref();
  }
}

/** Somebody who has sent a datagram to a socket of Node's. */
class NodeClient implements NewClient {
  readonly #from: RemoteInfo;
  readonly #local: string;
  readonly #make: (owner: FlowOwner) => NodeFlow;

  constructor(from: RemoteInfo, local: string, make: (owner: FlowOwner) => NodeFlow) {
    this.#from = from;
    this.#local = local;
    this.#make = make;
  }

  remote(): Sender {
    return this.#from;
  }

  localAddress(): string {
    return this.#local;
  }

  take(owner: FlowOwner): NodeFlow {
    return this.#make(owner);
  }
}

/** Opens a socket of Node's that is bound to an address. Rejects with the system's error. */
function bound(host: string, version: IpVersion, port: number): Promise<Socket> {
  const socket = createSocket({
    type: version === 4 ? 'udp4' : 'udp6',
    ipv6Only: version === 6,
    recvBufferSize: RECEIVE_BYTES,
  });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
