import { type Server, type Socket, createServer } from 'node:net';
import { lentSockets } from './lent-sockets.ts';
import { plainServerOptions, plainSockets } from './plain-sockets.ts';
import { readBuffer } from './read-buffer.ts';
import type { SocketOwner, Sockets } from './sockets.ts';

/** Longer than the largest read, so that the buffers are changed on the way. */
const SAMPLE_BYTES = 300_000;
const PATIENCE_MS = 2_000;

/**
 * Lent sockets if a connection of this process with itself carries a sample through them unharmed, else plain ones:
 * lent sockets use parts of Node that another version may have changed.
 */
export async function chooseSockets(): Promise<Sockets> {
  for (const host of ['127.0.0.1', '::1']) {
    const carried = await carries(lentSockets, host);
    if (carried !== undefined) return carried ? lentSockets : plainSockets;
  }
  return plainSockets;
}

/** Whether these sockets carry a sample there and back; undefined where the machine lacks the address. */
async function carries(sockets: Sockets, host: string): Promise<boolean | undefined> {
  const server = createServer(plainServerOptions);
  const port = await listen(server, host);
  if (port === undefined) return undefined;
  const ends: Socket[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE_MS);
      const fail = (): void => resolve(false);
      sockets.onConnection(
        server,
        (accepted) => {
          const echo = new Sampler(sockets, fail, fail);
          echo.socket = accepted.take(echo);
          echo.sink = echo.socket;
          ends.push(echo.socket);
          sockets.read(echo.socket);
        },
        fail,
      );
      const asking = new Sampler(sockets, () => resolve(asking.intact), fail);
      asking.socket = sockets.create(asking);
      ends.push(asking.socket);
      asking.socket.connect({ host, port });
    });
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    for (const end of ends) end.destroy();
    server.close();
  }
}

/** One end of the trial: the asking one sends the sample and counts it back, the other one echoes. */
class Sampler implements SocketOwner {
  socket!: Socket;
  /** Where bytes are sent on to; the asking end keeps them. */
  sink: Socket | undefined;
  intact = true;
  target = readBuffer;
  readonly #sockets: Sockets;
  readonly #whole: () => void;
  readonly #fail: () => void;
  #received = 0;

  constructor(sockets: Sockets, whole: () => void, fail: () => void) {
    this.#sockets = sockets;
    this.#whole = whole;
    this.#fail = fail;
  }

  connected(): void {
    this.#sockets.read(this.socket);
    this.#sockets.write(this.socket, sample(0, SAMPLE_BYTES), (error) => {
      if (error) this.#fail();
    });
  }

  received(buffer: Buffer, bytes: number): boolean {
    const chunk = Buffer.from(buffer.subarray(0, bytes));
    // The next read goes to a buffer of its own, as when one is lent.
    this.target = this.target === readBuffer ? Buffer.allocUnsafeSlow(100_000) : readBuffer;
    if (this.sink === undefined) {
      if (!chunk.equals(sample(this.#received, bytes))) this.intact = false;
      this.#received += bytes;
      if (this.#received >= SAMPLE_BYTES || !this.intact) this.#whole();
      return true;
    }
    let written = false;
    this.#sockets.write(this.sink, chunk, (error) => {
      if (error) this.#fail();
      else if (written) this.#sockets.read(this.socket);
      written = true;
    });
    const done = written;
    written = true;
    return done;
  }

  ended(): void {
    this.#fail();
  }

  failed(): void {
    this.#fail();
  }

  closed(): void {
    this.#fail();
  }
}

function sample(from: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  for (let index = 0; index < bytes; index += 1) buffer[index] = ((from + index) * 131) >> 3;
  return buffer;
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
