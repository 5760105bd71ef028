import type { IpVersion } from '../../../portproxy/family.ts';
import type { Clients, Datagrams, Flow, FlowOwner } from '../../datagrams.ts';
import type { PackedListener } from '../../handing-over/packed.ts';
import type { PackedFlow } from '../../handing-over/packed.ts';
import { LifeFault, type Parcel } from '../../handing-over/parcel.ts';
import type { NativeParts } from '../parts.ts';
import { ClientTable } from './client-table.ts';
import { Downlink } from './downlink.ts';
import { Held } from './held.ts';
import { NativeClients } from './native-clients.ts';
import type { DatagramParts } from './parts.ts';
import { Uplink } from './uplink.ts';

type Transport = Pick<NativeParts, 'libc' | 'loop' | 'open' | 'targets' | 'transport'>;

/** UDP over the system's own sockets; takes memory when the first port is listened on. */
export class NativeDatagrams implements Datagrams {
  readonly #transport: Transport;
  readonly #inherited: (host: string, port: number) => number | undefined;
  #parts: DatagramParts | undefined;
  /** The clients of each port that is listened on, or has flows. */
  readonly #clients = new Map<string, NativeClients>();

  /** `inherited` takes the socket of another process for an address, where there is one. */
  constructor(transport: Transport, inherited: (host: string, port: number) => number | undefined) {
    this.#transport = transport;
    this.#inherited = inherited;
  }

  clients(version: IpVersion, port: number): Clients {
    this.#parts ??= partsOf(this.#transport);
    const clients = new NativeClients(version, port, this.#parts, (host) => this.#inherited(host, port));
    // Those of a trial have no socket for longer than a moment.
    this.#forgetIdle();
    this.#clients.set(`${version} ${port}`, clients);
    return clients;
  }

  /** Sockets that take datagrams now. */
  listeners(): PackedListener[] {
    return [...this.#clients.values()].flatMap((clients) => clients.listeners());
  }

  /** Takes over the flow of a client of a port that is listened on. Throws the system's error. */
  adopt(owner: FlowOwner, version: IpVersion, port: number, packed: PackedFlow, parcel: Parcel): Flow {
    const clients = this.#clients.get(`${version} ${port}`);
    if (clients === undefined) throw new LifeFault(`Nothing takes datagrams at port ${port}.`);
    return clients.adopt(owner, packed, parcel);
  }

  #forgetIdle(): void {
    for (const [key, clients] of this.#clients) if (clients.isIdle) this.#clients.delete(key);
  }

  close(): void {
    this.#parts = undefined;
  }
}

function partsOf({ libc, loop, open, targets, transport }: Transport): DatagramParts {
  const table = new ClientTable();
  return {
    libc,
    loop,
    open,
    table,
    uplink: new Uplink(libc),
    downlink: new Downlink(libc, loop, table),
    held: new Held(),
    addressOf: (host, port) => targets.of(host, port).address,
    store: transport.store,
  };
}
