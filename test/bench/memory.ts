// How much memory the shell grows by over many keys and commands: `node test/bench/memory.ts [keys] [commands]`.
import { readFileSync } from 'node:fs';
import { NetshTerminal } from '../pty/netsh.ts';

const keys = Number(process.argv[2] ?? 100_000);
const commands = Number(process.argv[3] ?? 10_000);
const LINE = 'interface portproxy add v4tov4 8080 10.0.0.1';

// A small heap, so that what the collector has merely not come to yet is not taken for growth.
const terminal = new NetshTerminal({ env: { NODE_OPTIONS: '--max-old-space-size=32' } });
await terminal.waitFor('netsh>');
await typeKeys(5000);
await runCommands(500);
const before = residentKiB(terminal.pid);
await typeKeys(keys);
const between = residentKiB(terminal.pid);
await runCommands(commands);
const after = residentKiB(terminal.pid);
await terminal.close();

console.log(`resident after the warm-up  ${before} KiB`);
console.log(`after ${keys} keys  ${between - before} KiB more`);
console.log(`after ${commands} commands  ${after - between} KiB more`);

/** Lines typed and taken back, in chunks that are drawn one by one. */
async function typeKeys(count: number): Promise<void> {
  for (let typed = 0; typed < count; typed += LINE.length + 1) {
    await terminal.typeAndWait(LINE, (screen) => screen.cursor.x === 6 + LINE.length);
    await terminal.typeAndWait('\u0015', (screen) => screen.cursor.x === 6);
  }
}

async function runCommands(count: number): Promise<void> {
  for (let ran = 0; ran < count; ran++) {
    const from = terminal.screen.raw.length;
    terminal.type('show mode\r');
    await terminal.waitFor(
      (screen) => screen.raw.slice(from).includes('online') && screen.cursorRow === 'netsh>',
    );
  }
}

function residentKiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
