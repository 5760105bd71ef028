// What the monitor takes of memory and processor beside a relay with 1,000 entries and 200 connections, each of which says a
// word ten times a second: `node test/bench/monitor-memory.ts [seconds] [program ...]`, by default this build, one after
// the other over the same relay (Linux).
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { PROGRAM, TestHome, closed, freePorts, listen, portOf } from '../program/netsh.ts';
import { NetshTerminal } from '../pty/netsh.ts';
import { cpuMs } from './cpu.ts';

const [seconds = '60', ...programs] = process.argv.slice(2);
const ENTRIES = 1000;
const CONNECTIONS = 200;
const SAY_MS = 100;
const WORD = Buffer.alloc(256, 'x');
const LOOK_MS = 5000;

const server = await listen(createServer((socket) => socket.on('error', () => {}).pipe(socket)));
const home = new TestHome();
const sockets: Socket[] = [];
try {
  const ports = await freePorts(ENTRIES);
  const lines = ports.map(
    (port) => `interface portproxy add v4tov4 ${port} 127.0.0.1 ${portOf(server)} 127.0.0.1\n`,
  );
  await home.netsh([], { input: lines.join('') });
  for (let at = 0; at < CONNECTIONS; at++) {
    const socket = connect(ports[(at * 5) % ENTRIES]!, '127.0.0.1').resume();
    await once(socket, 'connect');
    sockets.push(socket.on('error', () => {}));
  }
  setInterval(() => {
    for (const socket of sockets) socket.write(WORD);
  }, SAY_MS).unref();
  for (const program of programs.length > 0 ? programs : [PROGRAM]) await measure(program);
} finally {
  for (const socket of sockets) socket.destroy();
  await closed(server);
  await home.close();
}

async function measure(program: string): Promise<void> {
  const terminal = new NetshTerminal(
    { args: [program, 'interface', 'portproxy', 'monitor'], columns: 160, rows: 50 },
    home,
  );
  await terminal.waitFor(`${CONNECTIONS} connections`);
  const begun = performance.now();
  const cpu = cpuMs(terminal.pid);
  const looks: number[] = [];
  while (performance.now() - begun < Number(seconds) * 1000) {
    await pause(LOOK_MS);
    looks.push(proportionalMiB(terminal.pid));
    terminal.screen.forgetRaw();
  }
  const share = ((cpuMs(terminal.pid) - cpu) / (performance.now() - begun)) * 100;
  console.log(`${program}: PSS ${looks.join(', ')} MiB; ${share.toFixed(1)} % of a core`);
  await terminal.close();
}

/** Memory of a process, what it shares with others counted in proportion, MiB. */
function proportionalMiB(pid: number): number {
  const [, kib] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))!;
  return Math.round(Number(kib) / 1024);
}
