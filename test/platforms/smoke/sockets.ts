import { createHash, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';

/** The loopback address of IPv4 and of IPv6. */
export const LOOPBACK = { 4: '127.0.0.1', 6: '::1' } as const;
export type Version = keyof typeof LOOPBACK;

/** Bytes with their SHA-256. */
export interface Hashed {
  readonly length: number;
  readonly hash: string;
}

const bytes = randomBytes(3 << 20);

/** The first `length` of 3 MiB of random bytes. */
export function randomPart(length = bytes.length): Buffer {
  return bytes.subarray(0, length);
}

export function hashed(data: Uint8Array): Hashed {
  return { length: data.length, hash: createHash('sha256').update(data).digest('hex') };
}

/** A server at loopback, on a port of the system's choice. */
export async function serve(
  version: Version,
  accept: (socket: Socket) => void,
): Promise<{ port: number; server: Server }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {});
    accept(socket);
  });
  server.listen({ host: LOOPBACK[version], port: 0 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen.');
  return { port: address.port, server };
}

/** A port of loopback on which nothing listens at this moment. */
export async function freePort(version: Version): Promise<number> {
  const { port, server } = await serve(version, () => {});
  server.close();
  await once(server, 'close');
  return port;
}

/** Sends bytes and their end, and gives what comes back until the other end has ended too. */
export function exchange(version: Version, port: number, data: Uint8Array): Promise<Hashed> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    let length = 0;
    const socket = connect({ host: LOOPBACK[version], port, allowHalfOpen: true });
    socket.on('data', (piece) => {
      length += piece.length;
      hash.update(piece);
    });
    socket.on('end', () => {
      socket.destroy();
      resolve({ length, hash: hash.digest('hex') });
    });
    socket.on('error', reject);
    socket.end(data);
  });
}

/** Connects, sends a byte, and gives how the connection ended: the code of its error, or `closed`. */
export function ending(port: number): Promise<string> {
  const socket = connect(port, LOOPBACK[4]);
  socket.on('connect', () => socket.write('x'));
  return endingOf(socket);
}

/** How a connection ends: the code of its error, or `closed`. */
export function endingOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('close', () => resolve('closed'));
    socket.resume();
  });
}

/** A datagram and its answer. */
export async function askByDatagram(port: number, text: string): Promise<string> {
  const socket = createSocket('udp4');
  // A datagram may be lost while the relay opens its socket.
  const again = setInterval(() => socket.send(text, port, LOOPBACK[4]), 500);
  socket.send(text, port, LOOPBACK[4]);
  const [answer]: unknown[] = await once(socket, 'message');
  clearInterval(again);
  socket.close();
  return String(answer);
}
