// How long a key takes to be drawn, and how many bytes that writes: `node test/bench/key-echo.ts [entries] [traffic]`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePorts } from '../program/netsh.ts';
import { NetshTerminal } from '../pty/netsh.ts';

const KEYS = 600;
const LINE = 'add v4tov4 listenport=8080 connectaddress=10.0.0.1 connectport=80 listenaddress=127.0.0.1';
const entries = Number(process.argv[2] ?? 0);

const terminal = new NetshTerminal();
await fill(entries);
const traffic = process.argv[3] === undefined ? undefined : await startTraffic();
await terminal.waitFor('netsh>');
await terminal.typeAndWait('interface portproxy\r', 'portproxy>');
await terminal.typeAndWait('x\u0003', '^C');

const times: number[] = [];
const bytes: number[] = [];
for (let key = 0; key < KEYS; key++) {
  const at = key % (LINE.length + 1);
  const before = terminal.screen.raw.length;
  const column = terminal.screen.cursor.x;
  const begin = performance.now();
  // The line key by key, then all of it taken back.
  terminal.type(at === LINE.length ? '\u0015' : LINE[at]!);
  await terminal.waitFor((screen) => screen.raw.length > before && screen.cursor.x !== column);
  times.push(performance.now() - begin);
  bytes.push(terminal.screen.raw.length - before);
}
traffic?.stdin?.end();
await terminal.close();

console.log(
  `${entries} entries, ${KEYS} keys, ${traffic ? '64 MB/s each way through the relay' : 'no traffic'}`,
);
console.log(`key to screen  p50 ${share(times, 0.5).toFixed(1)} ms, p99 ${share(times, 0.99).toFixed(1)} ms`);
console.log(`bytes per key  p50 ${share(bytes, 0.5)}, p99 ${share(bytes, 0.99)}, most ${Math.max(...bytes)}`);

function share(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;
}

/** Entries whose ports all listen. */
async function fill(count: number): Promise<void> {
  if (count === 0) return;
  const ports = await freePorts(count);
  const lines = ports.map((port) => `interface portproxy add v4tov4 ${port} 127.0.0.1 9 127.0.0.1`);
  const ran = await terminal.home.netsh([], { input: lines.join('\n') });
  if (ran.code !== 0) throw new Error(ran.err);
}

/** Another process whose bytes flow through the relay of this home. */
async function startTraffic(): Promise<ChildProcess> {
  const [port, target] = (await freePorts(2)) as [number, number];
  await terminal.home.portproxy(`add v4tov4 ${port} 127.0.0.1 ${target} 127.0.0.1`);
  const child = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'traffic.ts'), String(port), String(target)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  return child;
}
