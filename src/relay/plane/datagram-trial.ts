import { type Socket, createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { IpVersion } from '../../portproxy/family.ts';
import { Descriptors } from '../common/descriptors.ts';
import type { Clients, Datagrams, Flow, FlowOwner } from '../datagrams.ts';
import { NodeDatagrams } from '../streams/datagrams.ts';
import type { TransportKind } from '../transport.ts';

const HOST = '127.0.0.1';
const TIMEOUT_MS = 1_000;
const ATTEMPTS = 2;
/** Nothing, a byte, what fits into a packet, and what does not. */
const SIZES = [0, 1, 1_350, 9_000];

/** Resolves to whether the sockets of a transport carry datagrams unharmed between Node's own, there and back. */
export async function carriesDatagrams(kind: TransportKind): Promise<boolean> {
  const transport = kind.open({ poolBytes: 0, descriptors: new Descriptors(), paused: nothing });
  const sockets: Socket[] = [];
  const flows: Flow[] = [];
  try {
    const echo = await boundSocket(sockets);
    echo.on('message', (bytes, { port, address }) => echo.send(bytes, port, address));
    const client = await boundSocket(sockets);
    const free = await boundSocket([]);
    const { port } = free.address();
    free.close();
    const listener = await transport.datagrams.clients(4, port).listen(HOST, {
      arrived(newClient) {
        const flow = newClient.take(OWNER);
        flows.push(flow);
        flow.connect(HOST, echo.address().port, undefined);
      },
    });
    const isIntact = await comeBack(client, port);
    for (const flow of flows) flow.close();
    listener.close();
    return isIntact;
  } catch {
    return false;
  } finally {
    for (const socket of sockets) socket.close();
    transport.close();
  }
}

/**
 * Returns the transport with a trial of its datagrams when they are needed for the first time; where they are harmed or lost,
 * Node's sockets take their place.
 */
export function withTriedDatagrams(kind: TransportKind): TransportKind {
  return {
    kind: kind.kind,
    open(parts) {
      const transport = kind.open(parts);
      return Object.assign(transport, { datagrams: new TriedDatagrams(kind, transport.datagrams) });
    },
  };
}

class TriedDatagrams implements Datagrams {
  readonly #kind: TransportKind;
  readonly #own: Datagrams;
  #chosen: Promise<Datagrams> | undefined;

  constructor(kind: TransportKind, own: Datagrams) {
    this.#kind = kind;
    this.#own = own;
  }

  clients(version: IpVersion, port: number): Clients {
    let clients: Clients | undefined;
    return {
      listen: async (host, events) => {
        this.#chosen ??= this.#choose();
        clients ??= (await this.#chosen).clients(version, port);
        return clients.listen(host, events);
      },
    };
  }

  close(): void {
    this.#own.close();
  }

  async #choose(): Promise<Datagrams> {
    // A busy machine says nothing about the sockets.
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1)
      if (await carriesDatagrams(this.#kind)) return this.#own;
    return new NodeDatagrams();
  }
}

const OWNER: FlowOwner = {
  meterUp: undefined,
  meterDown: undefined,
  movedUp: nothing,
  movedDown: nothing,
  dropped: nothing,
  failed: nothing,
  lost: nothing,
};

async function boundSocket(sockets: Socket[]): Promise<Socket> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.on('error', nothing);
  socket.bind({ address: HOST, port: 0, exclusive: true });
  await once(socket, 'listening');
  return socket;
}

async function comeBack(client: Socket, port: number): Promise<boolean> {
  for (const [at, size] of SIZES.entries()) {
    const sample = Buffer.alloc(size, at + 65);
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const answer: Promise<unknown[]> = once(client, 'message', { signal: timeout });
    client.send(sample, port, HOST);
    const [bytes] = await answer;
    if (!(bytes instanceof Buffer) || !bytes.equals(sample)) return false;
  }
  return true;
}

function nothing(): void {}
