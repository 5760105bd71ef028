import type { IpVersion } from '../../../portproxy/family.ts';
import type { DatagramEvents, DatagramSocket, Flow, FlowOwner, NewClient, Sender } from '../../datagrams.ts';
import { IN } from '../epoll-event.ts';
import type { Watched } from '../loop.ts';
import { CONTROL_BYTES, type Seen, lookAt, senderOf, senderPort, sentTo } from './client-table.ts';
import type { AnsweringSocket, FlowTable, LinkedFlow } from './linked-flow.ts';
import { NativeFlow } from './native-flow.ts';
import type { DatagramParts } from './parts.ts';
import { Reading } from './reading.ts';

/** A socket that takes datagrams from clients. */
export class NativeDatagramSocket implements DatagramSocket, AnsweringSocket, Watched, NewClient {
  readonly fd: number;
  readonly host: string;
  readonly version: IpVersion;
  readonly #clients: FlowTable;
  readonly #parts: DatagramParts;
  readonly #events: DatagramEvents;
  readonly #reading = new Reading();
  /** Where the client stands that has sent the present datagram. */
  readonly #seen: Seen;
  #taken: LinkedFlow | undefined;
  #isClosed = false;

  /** Takes over a descriptor. Throws the system's error where it cannot be watched. */
  constructor(fd: number, host: string, clients: FlowTable, parts: DatagramParts, events: DatagramEvents) {
    this.fd = fd;
    this.host = host;
    this.version = clients.version;
    this.#clients = clients;
    this.#parts = parts;
    this.#events = events;
    const { names, controls } = parts.uplink.reading[this.version];
    this.#seen = { names, name: 0, locals: controls, local: 0, interface: 0 };
    parts.loop.watch(fd, IN, this);
    parts.open.listens(fd, 'udp');
    parts.store?.keep('udp', fd);
  }

  ready(): void {
    const { libc, loop, uplink } = this.#parts;
    const messages = uplink.reading[this.version];
    const count = libc.recvmmsg(this.fd, messages.from[0]!, this.#reading.most, 0, null);
    // Nothing came, or an error about an answer to a client, which was counted when that was sent.
    if (count <= 0) return;
    this.#reading.came(count, loop.turn);
    for (let at = 0; at < count; at += 1) {
      lookAt(this.#seen, this.version, at);
      const flow = this.#clients.find(this.#seen) ?? this.#arrived();
      messages.again(at, CONTROL_BYTES[this.version]);
      if (flow === undefined) continue;
      flow.socket = this;
      flow.collect(at, messages.length(at));
    }
    uplink.flush();
  }

  remote(): Sender {
    return {
      address: senderOf(this.#parts.libc, this.#seen, this.version),
      port: senderPort(this.#seen),
    };
  }

  localAddress(): string {
    return sentTo(this.#parts.libc, this.#seen, this.version);
  }

  take(owner: FlowOwner): Flow {
    const { table } = this.#parts;
    const row = this.version === 4 ? table.add4(this.#seen) : table.add6(this.#seen);
    const hash = this.#clients.hash(this.#seen);
    const flow = new NativeFlow(owner, row, hash, this.#clients, this.#parts);
    this.#clients.add(flow);
    this.#taken = flow;
    return flow;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { libc, loop, open, downlink, store } = this.#parts;
    downlink.forget(this);
    this.#clients.closing(this);
    loop.forget(this.fd);
    store?.closing('udp', this.fd);
    open.closed(this.fd);
    libc.close(this.fd);
  }

  #arrived(): LinkedFlow | undefined {
    this.#taken = undefined;
    this.#events.arrived(this);
    return this.#taken;
  }
}
