// What options cost new connections: `node test/bench/connections.ts [ROUNDS [COUNT [CHECKOUT_BEFORE]]]`. Relays with each
// option alone, one without any and one of another checkout (installed, such as of the commit before) carry COUNT
// connections in turn, 64 at once, one byte each way. Medians of connections a second and of the relay's processor time for
// each (Linux), and of the ratios to no option within a round: noise that lasts longer cancels out.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { type EntryOptions, bounds, startRelay } from './bounded-entry.ts';
import { cpuMs } from './cpu.ts';
import { median } from './interleave.ts';

const HOST = '127.0.0.1';
const TARGET = 29_700;
const AT_ONCE = 64;
const MANY = 1_000_000;

const [rounds = 20, count = 2_000] = process.argv.slice(2, 4).map(Number);
const before = process.argv[4];

/** The second without options differs from the first by noise alone. */
const contestants: readonly {
  readonly name: string;
  readonly options: EntryOptions;
  readonly checkout?: string;
}[] = [
  { name: 'no option', options: {} },
  { name: 'no option, again', options: {} },
  ...(before === undefined ? [] : [{ name: 'no option, before', options: {}, checkout: before }]),
  { name: 'idletimeout=1h', options: { limits: { idleTimeoutMs: 3_600_000 } } },
  { name: 'maxage=1h', options: { limits: { maxAgeMs: 3_600_000 } } },
  { name: 'maxconnections=1000000', options: bounds({ maxConnections: MANY }) },
  { name: 'maxperclient=1000000', options: bounds({ maxPerClient: MANY }) },
  { name: 'newperclient=1000000/1s', options: bounds({ newPerClient: { count: MANY, perMs: 1_000 } }) },
  { name: 'rate=100G', options: bounds({ bytesPerSecond: 100 * 2 ** 30 }) },
  { name: 'sendproxy=v2', options: { sendProxy: 'v2' } },
  { name: 'log=yes', options: { log: true } },
];

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.once('data', () => void socket.write('a'));
});
server.listen({ port: TARGET, host: HOST, backlog: 4_096 });
await once(server, 'listening');
const relays = await Promise.all(
  contestants.map(({ options, checkout }, index) =>
    startRelay(`${HOST}:${TARGET + 1 + index}`, `${HOST}:${TARGET}`, options, checkout),
  ),
);
const taken = contestants.map(() => ({ perSecond: [] as number[], cpu: [] as number[] }));
for (let round = -1; round < rounds; round++) {
  for (let turn = 0; turn < relays.length; turn++) {
    // Each has every place in the order.
    const index = (turn + round + 1) % relays.length;
    const [start, used] = [performance.now(), cpuMs(relays[index]!.pid!)];
    await carry(TARGET + 1 + index);
    if (round < 0) continue;
    taken[index]!.perSecond.push((count * 1_000) / (performance.now() - start));
    taken[index]!.cpu.push(((cpuMs(relays[index]!.pid!) - used) * 1_000) / count);
  }
}
for (const [index, { name }] of contestants.entries()) {
  const { perSecond, cpu } = taken[index]!;
  console.log(
    `${name.padEnd(26)} ${shown(perSecond, taken[0]!.perSecond)} conn/s   ${shown(cpu, taken[0]!.cpu)} µs of cpu each`,
  );
}
for (const relay of relays) relay.kill();
server.close();

function shown(own: readonly number[], base: readonly number[]): string {
  const ratio = median(own.map((value, round) => value / base[round]!));
  return `${median(own).toFixed(0).padStart(7)} ${ratio.toFixed(3).padStart(7)} x`;
}

async function carry(port: number): Promise<void> {
  let left = count;
  const carrier = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const socket = connect(port, HOST);
      socket.on('error', () => {});
      socket.write('q');
      await once(socket, 'data');
      socket.resetAndDestroy();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, carrier));
}
