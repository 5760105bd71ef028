import { type Server, type Socket, connect, createServer } from 'node:net';
import { Descriptors } from '../common/descriptors.ts';
import { nativeTransport } from '../native/native-transport.ts';
import type { OpenDescriptors } from '../native/open-descriptors.ts';
import { withTriedDatagrams } from './datagram-trial.ts';
import { lentStreams, plainStreams } from '../streams/stream-transport.ts';
import type { Side, SideOwner, Transport, TransportKind } from '../transport.ts';
import { TRANSPORTS, type TransportName } from '../transport-names.ts';

/** More than the largest read, so that buffers or pipes are taken and given back on the way. */
const SAMPLE_BYTES = 300_000;
const TIMEOUT_MS = 2_000;
const ATTEMPTS = 2;
const POOL_BYTES = 4 << 20;

/**
 * Resolves to the fastest of the `allowed` transports that carries a sample unharmed between sockets of this process: the
 * native one and lent buffers use parts of the system and of Node that may be missing or different.
 */
export async function chooseTransport(
  open?: OpenDescriptors,
  allowed: readonly TransportName[] = TRANSPORTS,
): Promise<TransportKind> {
  const native = allowed.includes('native') ? await nativeTransport(open) : undefined;
  const lent = allowed.includes('lent') ? lentStreams : undefined;
  for (const kind of [native, lent])
    if (kind && (await isSound(kind))) return kind.kind === 'native' ? withTriedDatagrams(kind) : kind;
  return plainStreams;
}

/** Resolves to whether a transport relays between Node's own sockets; false where the machine has no loopback address. */
export async function isSound(kind: TransportKind): Promise<boolean> {
  // A busy machine, or a port that was taken meanwhile, says nothing about the transport.
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    for (const host of ['127.0.0.1', '::1']) {
      const carried = await carries(kind, host);
      if (carried) return true;
      if (carried === false) break;
    }
  }
  return false;
}

async function carries(kind: TransportKind, host: string): Promise<boolean | undefined> {
  const echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', nothing);
    socket.pipe(socket);
  });
  const target = await listen(echo, host);
  if (target === undefined) return undefined;
  let transport: Transport | undefined;
  const joint = new Joint();
  try {
    const opened = kind.open({ poolBytes: POOL_BYTES, descriptors: new Descriptors(), paused: nothing });
    transport = opened;
    const port = (await freePort(host)) ?? 0;
    const listener = await opened.listen(host, host.includes(':') ? 6 : 4, port, {
      accepted: (accepted) => joint.relay(opened, accepted.take(joint, 'client'), host, target),
      acceptFailed: nothing,
    });
    const intact = await comesBack(host, port);
    listener.close();
    joint.reset();
    await joint.gone;
    return intact;
  } catch {
    return false;
  } finally {
    transport?.close();
    echo.close();
  }
}

/** A connection that only relays, without limits or counters. */
export class Joint implements SideOwner {
  over = false;
  /** Resolves when both sockets are closed. */
  readonly gone: Promise<void>;
  #open = 0;
  #sides: readonly Side[] = [];
  #closed: () => void = nothing;

  constructor() {
    this.gone = new Promise((resolve) => {
      this.#closed = resolve;
    });
  }

  /** Relays from a client to a target that is to be connected to. */
  relay(transport: Transport, client: Side, host: string, port: number): void {
    const backend = transport.dial(this);
    this.#own(client, backend);
    try {
      backend.connect(host, port);
    } catch {
      this.reset();
    }
  }

  /** Relays between two sides that are connected. */
  join(client: Side, backend: Side): void {
    this.#own(client, backend);
    this.#flow(client, backend);
  }

  connected(backend: Side): void {
    const [client] = this.#sides;
    if (client) this.#flow(client, backend);
  }

  moved(): void {}

  ended(side: Side): void {
    side.finished = true;
    side.peer?.finish();
  }

  failed(): void {
    this.reset();
  }

  closed(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#closed();
  }

  /** Resets both ends. */
  reset(): void {
    if (this.over) return;
    this.over = true;
    if (this.#sides.length === 0) this.#closed();
    for (const side of this.#sides) side.reset();
  }

  #own(client: Side, backend: Side): void {
    this.#open = 2;
    this.#sides = [client, backend];
  }

  #flow(client: Side, backend: Side): void {
    client.join(backend);
    backend.join(client);
    backend.read();
    client.read();
  }
}

/** Whether the sample comes back from there as it was sent, with a FIN behind it. */
async function comesBack(host: string, port: number): Promise<boolean> {
  const sample = Buffer.allocUnsafe(SAMPLE_BYTES);
  for (let index = 0; index < SAMPLE_BYTES; index += 1) sample[index] = (index * 131) >> 3;
  const socket: Socket = connect({ host, port, allowHalfOpen: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), TIMEOUT_MS);
      const parts: Buffer[] = [];
      socket.on('data', (part: Buffer) => parts.push(part));
      socket.on('end', () => resolve(Buffer.concat(parts).equals(sample)));
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(false));
      socket.end(sample);
    });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Resolves to a port on which nothing listens now; undefined where the machine does not have the address. */
export async function freePort(host: string): Promise<number | undefined> {
  const server = createServer();
  const port = await listen(server, host);
  await new Promise((closed) => server.close(closed));
  return port;
}

function listen(server: Server, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : undefined);
    });
  });
}

function nothing(): void {}
