// What the live feed costs: `node test/bench/feed.ts [rounds]`. Everything interleaved in one run.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openBackend } from '../../src/service/session/open-backend.ts';
import { cpuMs } from './cpu.ts';
import type { Order, Place } from './feed-orders.ts';
import { median } from './interleave.ts';

const rounds = Number(process.argv[2] ?? 7);
const ENTRIES = 1_000;
const CONNECTIONS = 5_000;
const BUSY = 500;
const LOOK_MS = 5_000;
/** Until a stream has told its snapshot. */
const OPEN_MS = 1_000;
/** Until what runs ten times a second is compiled as well as it ever will be. */
const WARM_UP_MS = 20_000;
const GIB = 1024 ** 3;

const home = mkdtempSync(join(tmpdir(), 'netsh-bench-'));
const children: ChildProcess[] = [];
try {
  const load = await program('feed-load.ts');
  const reader = await program('feed-load.ts');
  const service = fork(join(import.meta.dirname, '../fixtures/service/run.ts'), ['foreground'], {
    env: { ...process.env, NETSH_HOME: home },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(service);
  const pid = service.pid!;
  const places = await table(String(load.first));
  const drain = (streams: number, forMs: number, skipMs = 0): Promise<number> => {
    const socketPath = join(home, 'run/control.sock');
    return ask(reader.child, { kind: 'drain', socketPath, streams, forMs, skipMs });
  };

  await ask(load.child, { kind: 'crowd', places, count: CONNECTIONS, busy: BUSY, everyMs: 100 });
  console.log(`${ENTRIES} entries, ${CONNECTIONS} connections, ${BUSY} of them with traffic`);
  const shares: { none: Use; opened: Use; one: Use }[] = [];
  await drain(1, WARM_UP_MS);
  for (let round = 0; round < rounds; round++) {
    const none = await used(pid, () => drain(0, LOOK_MS));
    const draining = drain(1, OPEN_MS + LOOK_MS, OPEN_MS);
    const opened = await used(pid, () => pause(OPEN_MS, 0));
    const one = await used(pid, () => draining);
    shares.push({ none, opened, one });
  }
  const percent = (pick: (share: (typeof shares)[number]) => number): string =>
    `${(median(shares.map(pick)) * 100).toFixed(1)} % of a core`;
  console.log(`service without a feed      ${percent(({ none }) => none.cpu / none.wall)}`);
  console.log(`service with one            ${percent(({ one }) => one.cpu / one.wall)}`);
  console.log(`for the feed                ${percent(({ none, one }) => (one.cpu - none.cpu) / one.wall)}`);
  const opening = median(shares.map(({ opened, one }) => opened.cpu - (one.cpu / one.wall) * opened.wall));
  console.log(`for its first message       ${Math.round(opening)} ms`);
  console.log(
    `one stream, per second      ${Math.round(shares[0]!.one.value / (LOOK_MS / 1000) / 1024)} KiB`,
  );

  load.child.disconnect();
  await once(load.child, 'exit');
  const other = await program('feed-load.ts');
  const eight = await table(String(other.first), 8);
  const pump = (): Promise<number> => ask(other.child, { kind: 'bulk', places: eight, bytes: GIB });
  const ratios: { cpu: number; p99: number }[] = [];
  for (let round = -1; round < rounds * 2; round++) {
    const measure = async (streams: number): Promise<Use> => {
      const stop = new AbortController();
      const draining = streams > 0 ? keepDraining(() => drain(streams, 2_000), stop.signal) : undefined;
      const use = await used(pid, pump);
      stop.abort();
      await draining;
      return use;
    };
    // In turn, so that what changes over time meets both alike.
    const early = round % 2 === 0 ? undefined : await measure(3);
    const none = await measure(0);
    const three = early ?? (await measure(3));
    if (round >= 0) ratios.push({ cpu: three.cpu / none.cpu, p99: three.value / none.value });
  }
  console.log(`1 GiB and back, three streams against none, ${ratios.length} rounds`);
  console.log(`CPU of the service per GiB  ${median(ratios.map(({ cpu }) => cpu)).toFixed(3)} x`);
  console.log(`p99 of a word's way         ${median(ratios.map(({ p99 }) => p99)).toFixed(3)} x`);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
}

/** What a process used of its processors (ms, all threads) while something went on, and what that gave. */
interface Use {
  readonly cpu: number;
  readonly wall: number;
  readonly value: number;
}

async function used(pid: number, work: () => Promise<number>): Promise<Use> {
  const cpu = cpuMs(pid);
  const begun = performance.now();
  const value = await work();
  return { cpu: cpuMs(pid) - cpu, wall: performance.now() - begun, value };
}

async function program(name: string): Promise<{ child: ChildProcess; first: unknown }> {
  const child = fork(join(import.meta.dirname, name));
  children.push(child);
  const [first] = await once(child, 'message');
  return { child, first };
}

async function ask(child: ChildProcess, order: Order): Promise<number> {
  const answer = once(child, 'message');
  child.send(order);
  return Number((await answer)[0]);
}

async function keepDraining(drain: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await drain();
}

/** A new table of entries that lead to this port, each on a loopback address of its own. */
async function table(connectPort: string, count = ENTRIES): Promise<Place[]> {
  const backend = openBackend({
    home,
    mode: 'service',
    launcher: { command: 'false', args: [] },
    onNotice: () => {},
  });
  while (!(await backend.status()).running) await new Promise((resolve) => setTimeout(resolve, 20));
  const places = Array.from({ length: count }, (_, at) => ({
    host: `127.9.${at >> 7}.${(at & 127) + 1}`,
    port: 7001,
  }));
  void backend.change({ op: 'reset' });
  const results = await Promise.all(
    places.map(({ host }) => {
      const values = { family: 'v4tov4', listenAddress: host, listenPort: '7001', connectPort } as const;
      return backend.change({ op: 'add', values });
    }),
  );
  if (results.some((result) => result.kind !== 'done' || result.notices.length > 0))
    throw new Error('No table.');
  await backend.close();
  return places;
}
