import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/** A way to a port of loopback that counts the bytes on it. */
export interface CountedWay {
  readonly port: number;
  /** Bytes so far: from the client, and to it. */
  readonly bytes: { sent: number; received: number };
  close(): void;
}

/** Opens a counted way to a port. */
export async function countedWay(to: number): Promise<CountedWay> {
  const bytes = { sent: 0, received: 0 };
  const sockets = new Set<Socket>();
  const listener = createServer((client) => {
    const server = connect(to, '127.0.0.1');
    client.on('data', (data) => (bytes.sent += data.length)).pipe(server);
    server.on('data', (data) => (bytes.received += data.length)).pipe(client);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    bytes,
    close: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
