import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach } from 'vitest';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** The port of a server on 127.0.0.1 that sends back what it gets, until the test ends. */
export async function target(): Promise<string> {
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    socket.pipe(socket);
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return String(address.port);
}

/** A connection that has sent a word and got it back. */
export async function talk(port: number, address: string): Promise<Socket> {
  const socket = connect(port, address);
  sockets.push(socket);
  socket.write('hello');
  await once(socket, 'data');
  return socket.on('error', () => {});
}

/** Resolves when a connection is closed, however that came. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.on('close', () => resolve());
  });
}
