// What connections see of restarts: `node test/bench/restart.ts [RESTARTS] [CONNECTIONS] [BUSY] [ENTRIES]`, after `npm run build`. The same
// load goes through `relay restart`, through crashes of the relay's worker, and through reloads of HAProxy (-sf with its listeners, and a
// master with workers), where it is installed. ENTRIES more have no connections, and leave only `relay restart`. Prints refused, reset,
// wrong bytes, the longest silence of busy streams and the same without any restart, how long the relay says that it stood still, and
// processes that are left. Thousands of connections need descriptors for four sockets each (`ulimit -n`).
import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../relay/support/ports.ts';
import { Load, echoServer, loopback, percentile } from './restart-load.ts';
import { type Relayed, hasHaproxy, haproxy, pidsThat } from './restarted-haproxy.ts';

const [restarts = 20, connections = 2_000, busy = 500, entries = 0] = process.argv.slice(2).map(Number);
const PROGRAM = resolve(import.meta.dirname, '../../bin/netsh.js');
const END_WORKER = resolve(import.meta.dirname, '../fixtures/service/end-worker.cjs');
const execute = promisify(execFile);
/** Between two restarts, and without any before them, ms. */
const PAUSE_MS = 1_000;
const QUIET_MS = 3_000;
/** An address has ports for so many connections, and those that end meanwhile. */
const CONNECTIONS_OF_ADDRESS = 4_000;
const MEMORY_EVERY_MS = 20;

const addresses = Math.ceil(connections / CONNECTIONS_OF_ADDRESS);
const folder = mkdtempSync(join(tmpdir(), 'netsh-bench-'));
const { server, port: target } = await echoServer();
try {
  await measure('relay restart', await ours(false));
  if (entries === 0) {
    await measure('death of the worker', await ours(true));
    const load = { folder, target, addresses, connections };
    if (hasHaproxy()) {
      await measure('haproxy -sf', await haproxy(false, load));
      await measure('haproxy -W', await haproxy(true, load));
    }
  }
} finally {
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();

async function measure(name: string, relayed: Relayed): Promise<void> {
  const load = new Load(relayed.port, addresses);
  await load.open(busy, connections - busy);
  await sleep(QUIET_MS);
  const usual: number[] = [];
  const gaps: number[] = [];
  const times: number[] = [];
  for (let count = 0; count < restarts; count += 1) {
    load.takeGaps();
    await sleep(PAUSE_MS);
    usual.push(...load.takeGaps());
    const begun = performance.now();
    await relayed.restart();
    times.push(performance.now() - begun);
    // What it does to the streams may be seen a moment later.
    await sleep(PAUSE_MS);
    gaps.push(...load.takeGaps());
    await relayed.settle?.();
  }
  const left = relayed.processes();
  const { reset, wrong, made, refused, unanswered } = load.counts;
  const ms = (value: number): string => value.toFixed(0);
  console.log(
    `${name}: ${restarts} times, ${connections} connections (${busy} busy): ${refused} refused, ${unanswered} of ${made} new ones ` +
      `unanswered, ${reset} reset, ${wrong} wrong pieces; longest silence p50 ${ms(percentile(gaps, 0.5))} p99 ${ms(percentile(gaps, 0.99))} ` +
      `ms (without ${ms(percentile(usual, 0.5))} and ${ms(percentile(usual, 0.99))}); ${ms(percentile(times, 0.5))} ms each${heldUp(relayed.still?.() ?? [])}; ` +
      `${left.length} processes, ${left.map((pid) => memoryOf(pid, 'VmRSS').toFixed(0)).join(', ')} MiB${peaks(relayed.peaks?.() ?? [])}`,
  );
  load.close();
  relayed.end();
}

/** Our relay; it is restarted, or its worker dies. */
async function ours(dies: boolean): Promise<Relayed> {
  const home = mkdtempSync(join(folder, 'home-'));
  const port = await freePort();
  const env = { ...process.env, NETSH_HOME: home, ...(dies && { NODE_OPTIONS: `--require=${END_WORKER}` }) };
  const netsh = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [PROGRAM, ...args], { env, encoding: 'utf8' });
  const script = join(home, 'entries.txt');
  writeFileSync(script, lines(port).join('\n'));
  netsh('-f', script);
  // It does not wait: all streams would be silent meanwhile.
  const pid = async (): Promise<number> => {
    const { stdout } = await execute(process.execPath, [PROGRAM, 'relay', 'show', 'status', '--json'], {
      env,
    });
    return Number(JSON.parse(stdout).pid);
  };
  let latest = await pid();
  let memoryBefore = 0;
  const log = join(home, 'service.log');
  const most: (readonly [number, number])[] = [];
  return {
    port,
    still: () => stillTimes(log),
    peaks: () => most,
    async restart() {
      if (dies) {
        await workerDies(latest, log);
        return;
      }
      const earlier = watchedMemory(latest);
      await ran(process.execPath, [PROGRAM, 'relay', 'restart'], env);
      memoryBefore = earlier();
    },
    async settle() {
      if (dies) return;
      latest = await pid();
      most.push([memoryBefore, memoryOf(latest, 'VmHWM')]);
    },
    processes: () => pidsThat('environ', `NETSH_HOME=${home}`),
    end: () => void netsh('relay', 'stop', 'now'),
  };
}

/** The entries of the load, and those without connections. */
function lines(port: number): string[] {
  const add = (listen: string, connect: string): string =>
    `interface portproxy add v4tov4 ${listen} connectaddress=${connect} connectport=${target}`;
  const busyOnes = Array.from({ length: addresses }, (_, index) =>
    add(`listenaddress=${loopback(index)} listenport=${port}`, loopback(index)),
  );
  const idle = Array.from({ length: entries }, (_, index) => {
    const host = `127.1.${index >> 8}.${index & 255}`;
    return add(`listenaddress=${host} listenport=${port}`, loopback(0));
  });
  return [...busyOnes, ...idle];
}

async function workerDies(pid: number, log: string): Promise<void> {
  const kept = (): number => readFileSync(log, 'utf8').split('Kept through the crash').length;
  const before = kept();
  process.kill(pid, 'SIGUSR2');
  while (kept() === before) await sleep(10);
  const line = readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';
  console.log(`  ${line.replace(/^.*Kept/, 'Kept')}`);
}

function stillTimes(log: string): number[] {
  const told = readFileSync(log, 'utf8').matchAll(/nothing was moved for (\d+) ms/g);
  return Array.from(told, ([, ms]) => Number(ms));
}

function heldUp(still: readonly number[]): string {
  if (still.length === 0) return '';
  return `, nothing moved for p50 ${percentile(still, 0.5)} max ${Math.max(...still)} ms of it`;
}

function peaks(most: readonly (readonly [number, number])[]): string {
  if (most.length === 0) return '';
  const [earlier, next] = [0, 1].map((which) => Math.max(...most.map((pair) => pair[which] ?? 0)).toFixed(0));
  return `; at most ${earlier} in the earlier process and ${next} in the next`;
}

/** Watches the memory of a process until it ends; returns what tells the most of it, MiB. */
function watchedMemory(pid: number): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, memoryOf(pid, 'VmHWM'));
  }, MEMORY_EVERY_MS);
  return () => {
    clearInterval(timer);
    return most;
  };
}

function ran(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`${args.join(' ')}: ${code}`))));
  });
}

/** The memory of a process, MiB; 0 where it is gone. */
function memoryOf(pid: number, what: 'VmRSS' | 'VmHWM'): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
