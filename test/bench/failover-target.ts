// A server that answers the first bytes of each connection with its name: `failover-target.ts NAME PORT`, both given. It stops
// and begins to listen when it is told to (`refuse`, `listen`), and says when it has.
import { createServer } from 'node:net';

const [name = '', port = '0'] = process.argv.slice(2);
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => socket.end(name));
});
// Few connections wait in its queue, so that it is soon full when the process stands still.
const listen = (): void =>
  void server.listen({ host: '127.0.0.1', port: Number(port), backlog: 16 }, () => process.send?.('listens'));
process.on('message', (word) => {
  if (word === 'listen') listen();
  if (word !== 'refuse') return;
  server.close();
  process.send?.('refuses');
});
process.on('disconnect', () => process.exit());
listen();
