// A monitor left open: `npm run soak:monitor [minutes]`, 60 by default. It shows 1,000 held entries and a few that carry
// steady traffic, with connections that come and go and keys that move about. Prints the monitor's resident memory once
// a minute, and ends with 1 where it more than doubles after the first minute, or where the monitor does not last.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PROGRAM, closed, freePorts, listen, portOf } from '../program/netsh.ts';
import { NetshTerminal } from '../pty/netsh.ts';

const minutes = Number(process.argv[2] ?? 60);
const HELD = 1000;
/** Entries that lead to themselves are held, so their ports are never taken. */
const FIRST_HELD = 20_000;
const LASTING = 40;
const PASSING = 20;
const KEYS = ['\t', '\u001B[B', 's', 'a', 'G', 'r', '\u001B[A', 'g'];
const WORD = Buffer.alloc(256, 'x');

const sockets = new Set<Socket>();
const counts = { passed: 0, broken: 0, keys: 0 };
const faults: string[] = [];
const over = new AbortController();

const server = await listen(
  createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.pipe(socket);
  }),
);
const ports = await freePorts(4);
const terminal = new NetshTerminal({
  args: [PROGRAM, 'interface', 'portproxy', 'monitor'],
  columns: 160,
  rows: 50,
});
const { home } = terminal;
try {
  await home.netsh([], { input: entries() });
  await terminal.waitFor(`${ports.length} listening`);
  await terminal.waitFor(`${HELD} held`);
  const busy = [
    keys(),
    ...Array.from({ length: LASTING }, (_, at) => lasting(at)),
    ...Array.from({ length: PASSING }, passing),
  ];
  await watch();
  over.abort();
  await Promise.all(busy);
  await terminal.waitFor('0 connections');
  terminal.type('q');
  const { exitCode } = await terminal.ended;
  if (exitCode !== 0) faults.push(`The monitor ended with ${exitCode}.`);
} finally {
  over.abort();
  for (const socket of sockets) socket.destroy();
  await closed(server);
  await terminal.close();
}
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function entries(): string {
  const held = Array.from({ length: HELD }, (_, at) => [FIRST_HELD + at, FIRST_HELD + at]);
  const carrying = ports.map((port) => [port, portOf(server)]);
  return [...carrying, ...held]
    .map(([port, target]) => `interface portproxy add v4tov4 ${port} 127.0.0.1 ${target} 127.0.0.1\n`)
    .join('');
}

/** Tells the figures once a minute. */
async function watch(): Promise<void> {
  const [, relay] = /process (\d+)/.exec(terminal.screen.text)!;
  const ended = terminal.ended.then(() => 'ended');
  const cancel = new AbortController();
  let first: number | undefined;
  for (let minute = 1; minute <= minutes; minute++) {
    terminal.screen.forgetRaw();
    if ((await Promise.race([ended, pause(60_000, 'minute', cancel)])) === 'ended') {
      cancel.abort();
      faults.push('The monitor ended by itself.');
      return;
    }
    const memory = resident(terminal.pid);
    first ??= memory;
    console.log(
      `${new Date().toISOString()} monitor ${memory} MiB (first ${first}), relay ${resident(Number(relay))} MiB, ` +
        `${Math.round(terminal.screen.raw.length / 1024 / 60)} KiB/s to the terminal, ${sockets.size} connections open, ` +
        `${counts.passed} passed, ${counts.broken} broken, ${counts.keys} keys`,
    );
    if (memory > 2 * first) {
      faults.push(`The monitor's memory grew from ${first} to ${memory} MiB.`);
      return;
    }
  }
}

/** A connection that says a word ten times a second until the end. */
async function lasting(at: number): Promise<void> {
  const socket = await dial(ports[at % ports.length]!);
  while (!over.signal.aborted && !socket.destroyed) {
    socket.write(WORD);
    await pause(100);
  }
  if (socket.destroyed && !over.signal.aborted) faults.push('A connection that should last was ended.');
  socket.destroy();
}

/** Connections one after the other, each for up to a second; some are reset. */
async function passing(): Promise<void> {
  while (!over.signal.aborted) {
    const socket = await dial(ports[Math.floor(Math.random() * ports.length)]!);
    socket.write(WORD);
    await pause(Math.random() * 1000);
    if (Math.random() < 0.2) {
      socket.resetAndDestroy();
      counts.broken++;
    } else {
      socket.end();
      await once(socket, 'close');
      counts.passed++;
    }
  }
}

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').resume();
  await once(socket, 'connect');
  return socket.on('error', () => {});
}

/** Keys that change what is shown and act on nothing. */
async function keys(): Promise<void> {
  while (!over.signal.aborted) {
    terminal.type(KEYS[counts.keys++ % KEYS.length]!);
    await pause(1000);
  }
}

/** A process's resident memory in MiB. */
function resident(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib ?? 0) / 1024);
}
