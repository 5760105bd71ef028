// How well a rate is kept: `node test/bench/rate.ts [SECONDS]`. For rates from 64K to 200M, with 1 and 8 connections, what
// came to clients within so many seconds after the first second, against what was asked; and the least and the most of one
// connection against a fair share. NETSH_TRANSPORT chooses how bytes are moved.
import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';
import { bounds, startRelay } from './bounded-entry.ts';

const HOST = '127.0.0.1';
const TARGET = 29_600;
const RATES = { '64K': 64 << 10, '1M': 1 << 20, '10M': 10 << 20, '50M': 50 << 20, '200M': 200 << 20 };
const CHUNK = Buffer.alloc(1 << 20);

const seconds = Number(process.argv[2] ?? 10);
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.on('drain', () => pour(socket));
  pour(socket);
});
server.listen(TARGET, HOST);
await once(server, 'listening');
let port = TARGET;
for (const [name, bytesPerSecond] of Object.entries(RATES)) {
  for (const count of [1, 8]) {
    port += 1;
    const relay = await startRelay(`${HOST}:${port}`, `${HOST}:${TARGET}`, bounds({ bytesPerSecond }));
    const sockets = Array.from({ length: count }, () => connect(port, HOST));
    const got = sockets.map(() => 0);
    for (const [at, socket] of sockets.entries()) {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        got[at]! += chunk.length;
      });
    }
    await pause(1_000);
    const [start, before] = [performance.now(), [...got]];
    await pause(seconds * 1_000);
    const own = got.map((bytes, at) => bytes - before[at]!);
    const all = own.reduce((sum, bytes) => sum + bytes, 0);
    const asked = (bytesPerSecond * (performance.now() - start)) / 1_000;
    const shares = own.map((bytes) => (bytes * count) / all);
    console.log(
      `rate=${name.padEnd(5)} ${String(count).padStart(2)} connections: ${(all / asked).toFixed(3)} of what was asked` +
        `, shares ${Math.min(...shares).toFixed(2)} to ${Math.max(...shares).toFixed(2)}`,
    );
    for (const socket of sockets) socket.destroy();
    relay.kill();
  }
}
server.close();

function pour(socket: Socket): void {
  while (!socket.destroyed && socket.write(CHUNK));
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
