/**
 * UDP through this relay, nginx (stream) and socat, and without a relay, in one interleaved run:
 * `node test/bench/udp.ts [ROUNDS [SECONDS]]`. Needs cc, nginx with its stream module, socat, and Linux. `NETSH_TRANSPORT=plain`
 * measures node:dgram.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cpuMs } from './cpu.ts';
import { median } from './interleave.ts';

const rounds = Number(process.argv[2] ?? 5);
const seconds = Number(process.argv[3] ?? 2);
const only = process.argv[4]?.split(',');

/** Datagrams of a client under way, such that no socket's buffer overflows. */
const WINDOW = { 1: 64, 64: 4 } as const;
const PINGS = 5_000;
const FIRST_PORT = 9_600;
const MODULES = '/usr/lib/nginx/modules/ngx_stream_module.so';

interface Contestant {
  readonly name: string;
  readonly port: number;
  /** Processes whose time counts, with those that they have started. */
  readonly process: ChildProcess | undefined;
}

interface Figures {
  readonly perSecond: number;
  /** µs of the relay's processor time for each datagram, both ways counted as one. */
  readonly cpu: number;
}

const folder = mkdtempSync(path.join(tmpdir(), 'udp-bench-'));
const load = path.join(folder, 'udp-load');
execFileSync('cc', ['-O2', '-o', load, path.join(import.meta.dirname, 'udp-load.c')]);
const started: ChildProcess[] = [];

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  started.push(child);
  return child;
}

/** Resolves when something answers at a port. */
async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const socket = createSocket('udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        socket.on('message', () => resolve());
        socket.on('error', reject);
        socket.connect(port, '127.0.0.1', () => socket.send('hello'));
        setTimeout(() => reject(new Error('no answer')), 100);
      });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      socket.close();
    }
  }
  throw new Error(`Nothing answers at port ${port}.`);
}

async function contestants(): Promise<readonly Contestant[]> {
  const target = FIRST_PORT;
  start(load, ['echo', String(target)]);
  const [own, nginx, socat] = [1, 2, 3].map((more) => FIRST_PORT + more);
  const config = path.join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `${existsSync(MODULES) ? `load_module ${MODULES};` : ''}
    daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
    events { worker_connections 4096; }
    stream { server { listen 127.0.0.1:${nginx} udp; proxy_pass 127.0.0.1:${target}; proxy_timeout 60s; } }`,
  );
  const found: readonly Contestant[] = [
    {
      name: 'netsh',
      port: own!,
      process: start(process.execPath, [
        path.join(import.meta.dirname, 'relay-target.ts'),
        `udp:127.0.0.1:${own}`,
        `127.0.0.1:${target}`,
      ]),
    },
    { name: 'nginx', port: nginx!, process: start('nginx', ['-p', folder, '-c', config]) },
    {
      name: 'socat',
      port: socat!,
      process: start('socat', [
        '-b65536',
        // Its children end by themselves.
        '-T2',
        `UDP4-LISTEN:${socat},bind=127.0.0.1,fork,reuseaddr`,
        `UDP4:127.0.0.1:${target}`,
      ]),
    },
    { name: 'direct', port: target, process: undefined },
  ].filter(({ name }) => only === undefined || only.includes(name));
  for (const { port } of found) await answers(port);
  return found;
}

/** Time on processors of a process and of those that it has started, ms. */
function cpuOf(child: ChildProcess | undefined): number {
  const { pid } = child ?? {};
  if (pid === undefined) return 0;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return [pid, ...children.map(Number)].reduce((sum, one) => sum + cpuIfThere(one), 0);
}

function cpuIfThere(pid: number): number {
  try {
    return cpuMs(pid);
  } catch {
    return 0;
  }
}

function run(args: readonly (string | number)[]): readonly [number, number] {
  const [one = 0, other = 0] = execFileSync(load, args.map(String), { encoding: 'utf8' })
    .split(' ')
    .map(Number);
  return [one, other];
}

function flood({ port, process: child }: Contestant, clients: 1 | 64, size: number): Figures {
  const before = cpuOf(child);
  const [received, took] = run(['flood', port, clients, size, seconds, WINDOW[clients]]);
  return { perSecond: received / took, cpu: ((cpuOf(child) - before) * 1_000) / received };
}

const CASES = [
  [1, 64],
  [64, 64],
  [1, 1_200],
  [64, 1_200],
] as const;

try {
  const all = await contestants();
  const figures = new Map<string, number[]>();
  const note = (what: string, name: string, value: number): void => {
    const key = `${what}|${name}`;
    figures.set(key, [...(figures.get(key) ?? []), value]);
  };
  for (let round = -1; round < rounds; round += 1) {
    for (const [clients, size] of CASES) {
      for (const one of all) {
        const { perSecond, cpu } = flood(one, clients, size);
        if (round < 0) continue;
        const what = `${size} bytes, ${clients} ${clients === 1 ? 'client' : 'clients'}`;
        note(`datagrams/s, ${what}`, one.name, perSecond);
        note(`µs of CPU each, ${what}`, one.name, cpu);
      }
    }
    for (const one of all) {
      const [p50, p99] = run(['ping', one.port, 64, PINGS]);
      if (round < 0) continue;
      note('round trip, p50 µs', one.name, p50);
      note('round trip, p99 µs', one.name, p99);
    }
  }
  for (const size of [64, 1_200]) {
    for (const one of all) {
      const rate = median(figures.get(`datagrams/s, ${size} bytes, 64 clients|${one.name}`) ?? [0]) / 2;
      const [sent, received] = run(['pace', one.port, 16, size, seconds, rate]);
      note(`lost of 1,000 at half of that rate, ${size} bytes`, one.name, (1_000 * (sent - received)) / sent);
    }
  }
  report(
    figures,
    all.map(({ name }) => name),
  );
} finally {
  for (const child of started) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Prints medians, and the median of the ratios to nginx within a round. */
function report(figures: ReadonlyMap<string, readonly number[]>, names: readonly string[]): void {
  const rows = new Set([...figures.keys()].map((key) => key.split('|')[0]!));
  console.log(`${''.padEnd(46)}${names.map((name) => name.padStart(12)).join('')}   × nginx`);
  for (const what of rows) {
    const of = (name: string): readonly number[] => figures.get(`${what}|${name}`) ?? [];
    const own = of('netsh');
    const ratio = median(own.map((value, round) => value / (of('nginx')[round] ?? Number.NaN)));
    const cells = names.map((name) => {
      const value = of(name).length > 0 ? median(of(name)) : Number.NaN;
      return value.toFixed(value < 100 ? 1 : 0).padStart(12);
    });
    console.log(`${what.padEnd(46)}${cells.join('')}${ratio.toFixed(2).padStart(10)}`);
  }
}
