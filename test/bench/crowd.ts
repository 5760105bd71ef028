// What listening entries cost those beside them: `node test/bench/crowd.ts [entries] [seconds]`. Two relays, one of them
// with so many other entries (5,000), take turns within each round.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs } from './cpu.ts';
import { median } from './interleave.ts';

const others = Number(process.argv[2] ?? 5_000);
const seconds = Number(process.argv[3] ?? 120);
const GIB = 1024 ** 3;
const BULK_BYTES = 512 * 1024 ** 2;
const CONNECTIONS = 1_500;
const AT_ONCE = 64;
const ROUND_TRIPS = 3_000;
const FIRST_PORT = 7_051;
const START_MS = 60_000;
const WORD = Buffer.alloc(64, 'x');

interface Target {
  readonly pid: number;
  readonly port: number;
}

/** What one relay did in one round; of each the more the worse. */
interface Figures {
  readonly 'bulk, time': number;
  readonly 'bulk, CPU per GiB': number;
  readonly '64-byte round trip, p50': number;
  readonly 'connections, time, 64 at once': number;
  readonly 'CPU per connection': number;
}

const children: ChildProcess[] = [];
try {
  const backend = program('crowd-backend.ts', ['2']);
  const [ports]: unknown[] = await once(backend, 'message');
  const [one, many] = ports as [number, number];
  const alone = await relay(FIRST_PORT, one, 0);
  const crowded = await relay(FIRST_PORT + 1, many, others);
  const rounds: { alone: Figures; crowded: Figures }[] = [];
  const end = performance.now() + seconds * 1_000;
  for (let round = -1; performance.now() < end; round += 1) {
    // In turn, so that what changes over time meets both alike.
    const first = round % 2 === 0 ? alone : crowded;
    const before = await measured(first);
    const after = await measured(first === alone ? crowded : alone);
    if (round < 0) continue;
    rounds.push(first === alone ? { alone: before, crowded: after } : { alone: after, crowded: before });
  }
  console.log(
    `${others} other entries that listen against none, ${rounds.length} rounds: median, middle half`,
  );
  for (const name of Object.keys(rounds[0]?.alone ?? {}) as (keyof Figures)[]) {
    const ratios = rounds.map(({ alone, crowded }) => crowded[name] / alone[name]).sort((a, b) => a - b);
    const quarter = (share: number): string => ratios[Math.floor(ratios.length * share)]!.toFixed(2);
    console.log(`${name.padEnd(32)} ${median(ratios).toFixed(3)} x  ${quarter(0.25)}–${quarter(0.75)}`);
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
}

async function measured({ pid, port }: Target): Promise<Figures> {
  const bulk = await used(pid, () => send(port));
  const trip = await roundTrip(port);
  const connections = await used(pid, () => connectAll(port));
  return {
    'bulk, time': bulk.ms,
    'bulk, CPU per GiB': (bulk.cpu * GIB) / BULK_BYTES,
    '64-byte round trip, p50': trip,
    'connections, time, 64 at once': connections.ms,
    'CPU per connection': connections.cpu / CONNECTIONS,
  };
}

async function used(pid: number, work: () => Promise<void>): Promise<{ cpu: number; ms: number }> {
  const cpu = cpuMs(pid);
  const begun = performance.now();
  await work();
  return { cpu: cpuMs(pid) - cpu, ms: performance.now() - begun };
}

/** Sends much, and waits until it was read. */
async function send(port: number): Promise<void> {
  const socket = await dial(port);
  const over = once(socket.resume(), 'end');
  const chunk = Buffer.alloc(256 * 1024, 'S');
  for (let sent = 0; sent < BULK_BYTES; sent += chunk.length) {
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  socket.end();
  await over;
}

/** How long a word takes to come back, the middle of many, ms. */
async function roundTrip(port: number): Promise<number> {
  const socket = await dial(port);
  const times: number[] = [];
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const begun = performance.now();
    await said(socket);
    times.push(performance.now() - begun);
  }
  socket.destroy();
  return median(times);
}

async function connectAll(port: number): Promise<void> {
  let left = CONNECTIONS;
  const oneAfterTheOther = async (): Promise<void> => {
    while ((left -= 1) >= 0) {
      const socket = await dial(port);
      await said(socket);
      const closed = once(socket, 'close');
      socket.end();
      await closed;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, oneAfterTheOther));
}

async function said(socket: Socket): Promise<void> {
  const answer = once(socket, 'data');
  socket.write(WORD);
  await answer;
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

/** A relay that listens with all its entries; the last of them is the one that is measured. */
async function relay(port: number, to: number, beside: number): Promise<Target> {
  const child = program('relay-target.ts', [`127.0.0.1:${port}`, `127.0.0.1:${to}`, String(beside)]);
  for (const until = performance.now() + START_MS; performance.now() < until; await sleep(50)) {
    const isThere = await dial(port).then(
      (socket) => socket.destroy(),
      () => undefined,
    );
    if (isThere && child.pid !== undefined) return { pid: child.pid, port };
  }
  throw new Error('The relay does not listen.');
}

function program(name: string, args: readonly string[]): ChildProcess {
  const child = fork(join(import.meta.dirname, name), args);
  children.push(child);
  return child;
}
