// What the log of connections costs: short connections, 64 at a time, through relays that log nothing, text and JSON, in
// turn: `node test/bench/connection-log.ts [ROUNDS]`. Medians of time and of the relay's processor time (Linux), and of the
// ratios to no log within a round: noise that lasts longer cancels out.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuMs } from './cpu.ts';
import { median } from './interleave.ts';

const HOST = '127.0.0.1';
const TARGET = 29_950;
/** The last is as the first: what it differs by is noise. */
const FORMATS = ['', 'text', 'json', ''];
const CONNECTIONS = 4_000;
const AT_ONCE = 64;

const rounds = Number(process.argv[2] ?? 30);
const folder = mkdtempSync(join(tmpdir(), 'netsh-bench-'));
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.once('data', (first) => void socket.end(first));
});
server.listen(TARGET, HOST, 1_024);
await once(server, 'listening');
const relays = await Promise.all(FORMATS.map((format, index) => started(TARGET + 1 + index, format, index)));
const taken = FORMATS.map(() => ({ time: [] as number[], cpu: [] as number[] }));
for (let round = -1; round < rounds; round++) {
  for (let turn = 0; turn < relays.length; turn++) {
    // Each has every place in the order.
    const index = (turn + round + 1) % relays.length;
    const relay = relays[index]!;
    const [start, used] = [performance.now(), cpuMs(relay.pid!)];
    await connections(TARGET + 1 + index);
    if (round < 0) continue;
    taken[index]!.time.push(performance.now() - start);
    taken[index]!.cpu.push(cpuMs(relay.pid!) - used);
  }
}
console.log(`${CONNECTIONS} connections, ${AT_ONCE} at a time`);
for (const [index, { time, cpu }] of taken.entries()) {
  const name = FORMATS[index] === '' ? 'no log' : FORMATS[index]!;
  console.log(`  ${name.padEnd(8)}${shown(time, taken[0]!.time)}   cpu${shown(cpu, taken[0]!.cpu)}`);
}
const most = CONNECTIONS * (rounds + 1);
for (const [index, format] of FORMATS.entries()) {
  if (format !== '') console.log(`  ${format}: ${await linesOf(index)} lines of ${most}`);
}
for (const relay of relays) relay.kill();
rmSync(folder, { recursive: true });
server.close();

function fileOf(index: number): string {
  return join(folder, `${index}.log`);
}

/** How many lines there are, when all are there or none has come for a second. */
async function linesOf(index: number): Promise<number> {
  for (let lines = 0; ;) {
    const now = readFileSync(fileOf(index), 'utf8').split('\n').length - 1;
    if (now >= most || (now === lines && now > 0)) return now;
    lines = now;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function started(port: number, format: string, index: number): Promise<ChildProcess> {
  const name = format === '' ? './relay-target.ts' : './log-target.ts';
  const program = fileURLToPath(new URL(name, import.meta.url));
  const places = [port, TARGET].map((at) => `${HOST}:${at}`);
  const log = format === '' ? [] : [format, fileOf(index)];
  const child = spawn(process.execPath, [program, ...places, ...log], { stdio: 'inherit' });
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

async function connections(port: number): Promise<void> {
  let left = CONNECTIONS;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const socket = connect(port, HOST);
      socket.write('e');
      socket.resume();
      await once(socket, 'close');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

function shown(own: readonly number[], base: readonly number[]): string {
  const ratio = median(own.map((value, round) => value / base[round]!));
  return `${median(own).toFixed(1).padStart(9)} ms ${ratio.toFixed(3).padStart(7)} x`;
}
