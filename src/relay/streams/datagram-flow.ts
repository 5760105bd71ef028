import { type RemoteInfo, type Socket, createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { IpVersion } from '../../portproxy/family.ts';
import { canonicalHost } from '../../portproxy/host-address.ts';
import type { Flow, FlowOwner } from '../datagrams.ts';

/** So many datagrams of one session wait while its socket is being connected, and while its target is not known one. */
const MOST_WAITING = 8;
const FIRST_EPHEMERAL_PORT = 32_768;

/** The end towards clients, as flows use it. */
export interface ClientSide {
  /** The socket that is bound to this address; undefined where there is none now. */
  socketAt(address: string): Socket | undefined;
  remove(flow: NodeFlow): void;
}

/** The datagrams between a client and a target, over Node's sockets. */
export class NodeFlow implements Flow {
  readonly key: string;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly owner: FlowOwner;
  readonly #clients: ClientSide;
  #socket: Socket | undefined;
  #isConnected = false;
  #waiting: Uint8Array[] = [];
  /** What tells a target the client, and what the next datagram is to begin with: that, until it has reached the target. */
  #header: Uint8Array | undefined;
  #lead: Uint8Array | undefined;
  #isClosed = false;

  constructor(owner: FlowOwner, from: RemoteInfo, localAddress: string, key: string, clients: ClientSide) {
    this.owner = owner;
    this.key = key;
    this.remoteAddress = canonicalHost(from.address);
    this.remotePort = from.port;
    this.localAddress = localAddress;
    this.#clients = clients;
  }

  connect(address: string, port: number, source?: string, lead?: Uint8Array): void {
    this.#socket?.close();
    this.#isConnected = false;
    this.#header = lead;
    this.#lead = lead;
    const version: IpVersion = isIPv6(address) ? 6 : 4;
    const socket = createSocket(version === 4 ? 'udp4' : 'udp6');
    this.#socket = socket;
    socket.on('error', (error: NodeJS.ErrnoException) => this.#failed(socket, error));
    socket.on('message', (datagram) => this.#answer(datagram));
    const connect = (): void => socket.connect(port, address, () => this.#connected(socket, port));
    if (source === undefined) connect();
    else socket.bind({ address: source, port: 0, exclusive: true }, connect);
  }

  /** Takes in a datagram of the client. */
  take(datagram: Uint8Array): void {
    const { meterUp } = this.owner;
    if (meterUp !== undefined && !meterUp.passes(datagram.length)) this.owner.dropped('rate');
    else this.#send(datagram);
  }

  #send(datagram: Uint8Array): void {
    const socket = this.#socket;
    if (this.#isClosed) this.owner.dropped('no target');
    else if (socket === undefined || !this.#isConnected) {
      if (this.#waiting.length < (socket === undefined ? 1 : MOST_WAITING)) this.#waiting.push(datagram);
      else this.owner.dropped('no target');
    } else if (socket.getSendQueueSize() > 0) this.owner.dropped('buffer full');
    else {
      const lead = this.#lead;
      this.#lead = undefined;
      socket.send(lead ? Buffer.concat([lead, datagram]) : datagram, (error) => {
        if (error) this.#notSent(error, lead);
        else this.owner.movedUp(1, datagram.length);
      });
    }
  }

  sourceAddress(): string | undefined {
    return this.#isConnected && !this.#isClosed ? this.#socket?.address().address : undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    this.#clients.remove(this);
    this.#socket?.close();
  }

  #connected(socket: Socket, port: number): void {
    if (this.#isClosed || socket !== this.#socket) return;
    const own = socket.address();
    const target = socket.remoteAddress();
    // The port of the target is free, and the system has given just that one.
    if (port >= FIRST_EPHEMERAL_PORT && own.port === port && own.address === target.address) {
      this.owner.failed('ECONNREFUSED');
      this.#waiting = [];
      this.owner.lost();
      return;
    }
    this.#isConnected = true;
    for (const datagram of this.#waiting.splice(0)) this.#send(datagram);
  }

  #answer(datagram: Buffer): void {
    if (this.#isClosed) return;
    const { meterDown } = this.owner;
    const socket = this.#clients.socketAt(this.localAddress);
    if (meterDown !== undefined && !meterDown.passes(datagram.length)) this.owner.dropped('rate');
    else if (socket === undefined) this.owner.dropped('gone');
    else if (socket.getSendQueueSize() > 0) this.owner.dropped('buffer full');
    else {
      socket.send(datagram, this.remotePort, this.remoteAddress, (error) => {
        if (error && !this.#isClosed) this.owner.dropped('not sendable');
      });
      this.owner.movedDown(1, datagram.length);
    }
  }

  #failed(socket: Socket, error: NodeJS.ErrnoException): void {
    // A socket of an earlier target does not matter any more.
    if (this.#isClosed || socket !== this.#socket) return;
    this.#targetFailed(error);
    // A socket that could not be connected has no use; one that has only heard of a datagram goes on.
    if (!this.#isConnected) this.owner.lost();
  }

  #notSent(error: NodeJS.ErrnoException, lead: Uint8Array | undefined): void {
    if (this.#isClosed) return;
    // The next one begins with what this one was to begin with.
    if (lead !== undefined && lead === this.#header) this.#lead = lead;
    if (error.code === 'ECONNREFUSED') this.#targetFailed(error);
    this.owner.dropped('not sendable');
  }

  #targetFailed({ code, message }: NodeJS.ErrnoException): void {
    // Whoever listens there next has not been told the client.
    if (code === 'ECONNREFUSED') this.#lead = this.#header;
    this.owner.failed(code ?? message);
  }
}
