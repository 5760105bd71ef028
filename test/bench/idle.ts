// What an idle relay costs (Linux): `node test/bench/idle.ts [SECONDS [CONNECTIONS [CHECKOUT_BEFORE]]]`. Wake-ups a second (voluntary
// context switches of /proc/PID/task/TID/status) and run time (schedstat) of the thread that moves the bytes, and of all threads,
// with no connection and with many idle ones, each of which has exchanged a byte. Beside them a bare Node with a timer of
// 200 ms, to whose run time the ratios are, and the relay of another checkout (installed, such as of the commit before).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import { startRelay } from './bounded-entry.ts';

const HOST = '127.0.0.1';
const TARGET = 29_800;
/** Timeouts that follow activity are over by then, ms. */
const SETTLES_MS = 13_000;
const AT_ONCE = 100;

const [seconds = 10, connections = 8_000] = process.argv.slice(2, 4).map(Number);
const before = process.argv[4];

const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', (bytes) => void socket.write(bytes));
});
server.listen({ port: TARGET, host: HOST, backlog: 4_096 });
await once(server, 'listening');

const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 200)'], { stdio: 'ignore' });
const checkouts = [
  { name: 'relay', checkout: undefined },
  ...(before === undefined ? [] : [{ name: 'relay before', checkout: before }]),
];
const relays = await Promise.all(
  checkouts.map(async ({ name, checkout }, index) => {
    const port = TARGET + 1 + index;
    return { name, port, child: await startRelay(`${HOST}:${port}`, `${HOST}:${TARGET}`, {}, checkout) };
  }),
);

await measure('no connection', relays);
// One after the other: a process may have too few descriptors for the ends of all.
for (const relay of relays) {
  const sockets: Socket[] = [];
  for (let left = connections; left > 0; left -= AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, left) }, () => exchange(relay.port));
    sockets.push(...(await Promise.all(some)));
  }
  await measure(`${connections} idle connections`, [relay]);
  relay.child.kill();
  for (const socket of sockets) socket.destroy();
}
bare.kill();
server.close();

interface Contestant {
  readonly name: string;
  readonly child: ChildProcess;
}

/** A thread's name, its voluntary context switches and its time on processors so far, ms. */
interface Used {
  readonly name: string;
  readonly switches: number;
  readonly ms: number;
}

async function measure(scene: string, measured: readonly Contestant[]): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SETTLES_MS));
  const contestants: readonly Contestant[] = [{ name: 'bare Node', child: bare }, ...measured];
  const began = contestants.map(({ child }) => threads(child.pid!));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const ended = contestants.map(({ child }) => threads(child.pid!));
  console.log(scene);
  const base = (sum(ended[0]!, ({ ms }) => ms) - sum(began[0]!, ({ ms }) => ms)) / seconds;
  for (const [index, { name }] of contestants.entries()) {
    const [from, to] = [began[index]!, ended[index]!];
    row(name, from, to, base);
    if (name !== 'bare Node') row(`${name}, its thread`, from.filter(isPlane), to.filter(isPlane), base);
  }
}

function row(name: string, from: readonly Used[], to: readonly Used[], base: number): void {
  const wakes = (sum(to, ({ switches }) => switches) - sum(from, ({ switches }) => switches)) / seconds;
  const ms = (sum(to, (used) => used.ms) - sum(from, (used) => used.ms)) / seconds;
  console.log(
    `  ${name.padEnd(26)} ${wakes.toFixed(1).padStart(6)} wake-ups/s  ${ms.toFixed(3).padStart(7)} ms/s ${(ms / base).toFixed(2).padStart(6)} x`,
  );
}

/** Node names the thread of a worker after it. */
function isPlane({ name }: Used): boolean {
  return name === 'relay';
}

function sum(all: readonly Used[], of: (used: Used) => number): number {
  return all.reduce((total, used) => total + of(used), 0);
}

function threads(pid: number): Used[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const path = `/proc/${pid}/task/${thread}`;
    return {
      name: readFileSync(`${path}/comm`, 'utf8').trim(),
      switches: Number(
        /^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`${path}/status`, 'utf8'))?.[1],
      ),
      ms: Number(readFileSync(`${path}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
    };
  });
}

async function exchange(port: number): Promise<Socket> {
  const socket = connect(port, HOST);
  socket.on('error', () => {});
  socket.write('q');
  await once(socket, 'data');
  return socket;
}
