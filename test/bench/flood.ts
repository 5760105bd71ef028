// A flood on an entry with bounds: `node test/bench/flood.ts [COUNT]`. COUNT connections from 50 client addresses of
// 127.0.0.0/8, as fast as they go, at an entry with maxperclient=20 and newperclient=50/10s, while good clients of other
// addresses make round trips, each over a new connection. Prints how many of each were served, and how long good ones took.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { bounds, startRelay } from './bounded-entry.ts';

const HOST = '127.0.0.1';
const TARGET = 29_500;
const PORT = TARGET + 1;
const SOURCES = 50;
const AT_ONCE = 400;
const GOOD = 8;

const count = Number(process.argv[2] ?? 20_000);
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', (chunk) => void socket.write(chunk));
});
server.listen({ port: TARGET, host: HOST, backlog: 4_096 });
await once(server, 'listening');
const relay = await startRelay(
  `${HOST}:${PORT}`,
  `${HOST}:${TARGET}`,
  bounds({ maxPerClient: 20, newPerClient: { count: 50, perMs: 10_000 } }),
);

const flood = { served: 0, reset: 0 };
const good = { served: 0, failed: 0, ms: [] as number[] };
/** The flood goes on. */
const flooding = { left: count, flooders: AT_ONCE };
const begin = performance.now();
await Promise.all([
  ...Array.from({ length: AT_ONCE }, flooder),
  ...Array.from({ length: GOOD }, (_, at) => goodClient(`127.0.2.${at + 1}`)),
]);
const seconds = (performance.now() - begin) / 1_000;
const sorted = good.ms.toSorted((a, b) => a - b);
const at = (part: number): string => `${(sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1)} ms`;
console.log(`${count} connections in ${seconds.toFixed(1)} s: ${flood.served} served, ${flood.reset} reset`);
console.log(`good clients: ${good.served} served, ${good.failed} failed, p50 ${at(0.5)}, p99 ${at(0.99)}`);
relay.kill();
server.close();
process.exit(good.failed === 0 ? 0 : 1);

async function flooder(): Promise<void> {
  while (flooding.left > 0) {
    flooding.left -= 1;
    const isServed = await asked(`127.0.1.${(flooding.left % SOURCES) + 1}`);
    if (isServed) flood.served += 1;
    else flood.reset += 1;
  }
  flooding.flooders -= 1;
}

/** Makes a connection every quarter of a second, which is within what a client may. */
async function goodClient(from: string): Promise<void> {
  while (flooding.flooders > 0) {
    const start = performance.now();
    if (await asked(from)) {
      good.served += 1;
      good.ms.push(performance.now() - start);
    } else good.failed += 1;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Resolves to whether a round trip over a new connection went well. */
async function asked(localAddress: string): Promise<boolean> {
  const socket = connect({ port: PORT, host: HOST, localAddress });
  socket.write('q');
  const answer = once(socket, 'data').then(
    () => true,
    () => false,
  );
  const closed = once(socket, 'close').then(
    () => false,
    () => false,
  );
  const isServed = await Promise.race([answer, closed]);
  socket.resetAndDestroy();
  return isServed;
}
