// What stands behind the relays of test/bench/crowd.ts: a connection that begins with `S` is read to its end, any other
// one gets back what it sends. One port for each relay, told by messages; ends with its parent.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const ports = Array.from({ length: Number(process.argv[2]) }, async () => {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      if (first[0] === 'S'.charCodeAt(0)) socket.resume();
      else {
        socket.write(first);
        socket.pipe(socket);
      }
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // A server on a port has an address of this kind.
  return (server.address() as AddressInfo).port;
});
process.send?.(await Promise.all(ports));
process.on('disconnect', () => process.exit());
