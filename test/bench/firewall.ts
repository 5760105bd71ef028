// What rules cost: new connections, round trips and bulk through relays with no, 10 and 10,000 rules that are about the
// port, in turn: `node test/bench/firewall.ts [ROUNDS]`. Medians of time and of the relay's processor time (Linux), and of
// the ratios to no rules within a round: noise that lasts longer cancels out.
import { type Socket, connect, createServer } from 'node:net';
import { once } from 'node:events';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpuMs } from './cpu.ts';
import { median } from './interleave.ts';

const HOST = '127.0.0.1';
const TARGET = 29_900;
/** The last is as the first: what it differs by is noise. */
const COUNTS = [0, 10, 10_000, 0];
const CONNECTIONS = 400;
const ROUND_TRIPS = 3_000;
const BULK = Buffer.alloc(1 << 20);
const MEBIBYTES = 256;

const rounds = Number(process.argv[2] ?? 30);
// The first byte says what is wanted: an echo, or many bytes.
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.once('data', (first) => {
    if (first.toString() === 'b') send(socket, MEBIBYTES);
    else {
      socket.write(first);
      socket.on('data', (chunk) => void socket.write(chunk));
    }
  });
});
server.listen(TARGET, HOST);
await once(server, 'listening');
const relays = await Promise.all(COUNTS.map((count, index) => started(TARGET + 1 + index, count)));
await compare(`${CONNECTIONS} connections, one after the other`, connections);
await compare(`${ROUND_TRIPS} round trips`, roundTrips);
await compare(`${MEBIBYTES} MiB`, bulk);
for (const relay of relays) relay.kill();
server.close();

async function started(port: number, rules: number): Promise<ChildProcess> {
  const program = fileURLToPath(new URL('./relay-target.ts', import.meta.url));
  const places = [port, TARGET].map((at) => `${HOST}:${at}`);
  const child = spawn(process.execPath, [program, ...places, '0', String(rules)], { stdio: 'inherit' });
  for (;;) {
    const socket = connect(port, HOST);
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function compare(title: string, work: (port: number) => Promise<void>): Promise<void> {
  const taken = COUNTS.map(() => ({ time: [] as number[], cpu: [] as number[] }));
  for (let round = -1; round < rounds; round++) {
    for (let turn = 0; turn < relays.length; turn++) {
      // Each has every place in the order.
      const index = (turn + round + 1) % relays.length;
      const relay = relays[index]!;
      const [start, used] = [performance.now(), cpuMs(relay.pid!)];
      await work(TARGET + 1 + index);
      if (round < 0) continue;
      taken[index]!.time.push(performance.now() - start);
      taken[index]!.cpu.push(cpuMs(relay.pid!) - used);
    }
  }
  console.log(title);
  for (const [index, { time, cpu }] of taken.entries()) {
    console.log(
      `  ${String(COUNTS[index]).padStart(6)} rules${shown(time, taken[0]!.time)}   cpu${shown(cpu, taken[0]!.cpu)}`,
    );
  }
}

function shown(own: readonly number[], base: readonly number[]): string {
  const ratio = median(own.map((value, round) => value / base[round]!));
  return `${median(own).toFixed(1).padStart(9)} ms ${ratio.toFixed(3).padStart(7)} x`;
}

async function connections(port: number): Promise<void> {
  for (let count = 0; count < CONNECTIONS; count++) {
    const socket = connect(port, HOST);
    socket.write('e');
    await once(socket, 'data');
    socket.resetAndDestroy();
  }
}

async function roundTrips(port: number): Promise<void> {
  const socket = connect({ port, host: HOST, noDelay: true });
  for (let count = 0; count < ROUND_TRIPS; count++) {
    socket.write('e');
    await once(socket, 'data');
  }
  socket.resetAndDestroy();
}

async function bulk(port: number): Promise<void> {
  const socket = connect(port, HOST);
  socket.on('data', () => {});
  socket.write('b');
  await once(socket, 'close');
}

function send(socket: Socket, left: number): void {
  if (left === 0) socket.end();
  else socket.write(BULK, () => send(socket, left - 1));
}
