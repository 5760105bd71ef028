// What options cost that act on each new connection, none of which is ended by them: headers of the PROXY protocol, limits and bounds, in
// turn: `node test/bench/options.ts [ROUNDS [BEFORE]]`. BEFORE is the relay-target.ts of a checkout to compare with. Medians of time
// and of the relay's processor time for a connection (Linux), and of the ratios to the first relay within a round.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { writeHeader } from '../../src/relay/proxy-header/write-header.ts';
import type { RelayEntry } from '../../src/relay/relay.ts';
import { cpuMs } from './cpu.ts';
import { bounds } from './bounded-entry.ts';
import { median } from './interleave.ts';

interface Contestant {
  readonly name: string;
  readonly program?: string | undefined;
  readonly options?: Partial<RelayEntry>;
  /** The first bytes of a client. */
  readonly begin?: Buffer;
}

const HOST = '127.0.0.1';
const TARGET = 29_800;
const CONNECTIONS = 512;
const AT_ONCE = 32;
const END = { address: '203.0.113.9', port: 4711 };
const HEADER = writeHeader('v2', { source: END, destination: END });

const [rounds = 60] = process.argv.slice(2, 3).map(Number);
const [, , , before] = process.argv;
const contestants: readonly Contestant[] = [
  { name: 'none' },
  ...(before === undefined ? [] : [{ name: 'the checkout before', program: before }]),
  { name: 'sendproxy=v1', options: { sendProxy: 'v1' } },
  { name: 'sendproxy=v2', options: { sendProxy: 'v2' } },
  {
    name: 'acceptproxy=yes',
    options: { acceptProxy: true },
    begin: Buffer.concat([HEADER, Buffer.from('x')]),
  },
  { name: 'maxconnections', options: bounds({ maxConnections: 10_000 }) },
  { name: 'maxperclient', options: bounds({ maxPerClient: 10_000 }) },
  { name: 'newperclient', options: bounds({ newPerClient: { count: 10_000_000, perMs: 1000 } }) },
  {
    name: 'all three',
    options: bounds({
      maxConnections: 10_000,
      maxPerClient: 10_000,
      newPerClient: { count: 10_000_000, perMs: 1000 },
    }),
  },
  // As the first: what it differs by is noise.
  { name: 'none' },
];
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.once('data', () => void socket.write('x'));
});
server.listen(TARGET, HOST);
await once(server, 'listening');
const relays = await Promise.all(contestants.map((one, index) => started(TARGET + 1 + index, one)));
const taken = contestants.map(() => ({ time: [] as number[], cpu: [] as number[] }));
for (let round = -1; round < rounds; round++) {
  for (let turn = 0; turn < relays.length; turn++) {
    // Each has every place in the order.
    const index = (turn + round + 1) % relays.length;
    const relay = relays[index]!;
    const [start, used] = [performance.now(), cpuMs(relay.pid!)];
    await Promise.all(
      Array.from({ length: AT_ONCE }, () => connections(TARGET + 1 + index, contestants[index]!.begin)),
    );
    if (round < 0) continue;
    taken[index]!.time.push((performance.now() - start) / CONNECTIONS);
    taken[index]!.cpu.push((cpuMs(relay.pid!) - used) / CONNECTIONS);
  }
}
for (const [index, { time, cpu }] of taken.entries()) {
  const { name } = contestants[index]!;
  console.log(`${name.padEnd(22)}${shown(time, taken[0]!.time)}   cpu${shown(cpu, taken[0]!.cpu)}`);
}
for (const relay of relays) relay.kill();
server.close();

async function started(port: number, { program, options = {} }: Contestant): Promise<ChildProcess> {
  const file = program ?? fileURLToPath(new URL('./relay-target.ts', import.meta.url));
  const places = [port, TARGET].map((at) => `${HOST}:${at}`);
  const args = [file, ...places, '0', '0', ...(program === undefined ? [JSON.stringify(options)] : [])];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
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

function shown(own: readonly number[], base: readonly number[]): string {
  const ratio = median(own.map((value, round) => value / base[round]!));
  return `${(1_000 * median(own)).toFixed(1).padStart(8)} µs ${ratio.toFixed(3).padStart(7)} x`;
}

/** Its share of the connections, one after the other. */
async function connections(port: number, begin: Buffer | string = 'x'): Promise<void> {
  for (let count = 0; count < CONNECTIONS; count += AT_ONCE) {
    const socket = connect(port, HOST);
    socket.write(begin);
    await once(socket, 'data');
    socket.resetAndDestroy();
  }
}
