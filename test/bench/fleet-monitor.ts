// What the live view of a fleet costs: `node test/bench/fleet-monitor.ts [seconds] [machines] [connections]`. CPU of the monitor and
// of the service that it asks, over so many members of a fleet with so many connections in all, each of which carries bytes once a second;
// and of the same for one machine with all the connections, in the same run. The connections are made up (what a relay pays to sample them is in
// neither figure); servers, members, feeds, sockets and the monitor are the real ones. Needs nats-server.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { FleetTable } from '../../src/fleet/fleet-table.ts';
import { Member } from '../../src/fleet/member.ts';
import type { AskedQuestion } from '../../src/fleet/questions.ts';
import type { Entry } from '../../src/portproxy/entry.ts';
import { NO_SERVICES } from '../../src/portproxy/port.ts';
import { feedLines } from '../../src/service/client/feed-lines.ts';
import { API_HEADER } from '../../src/service/contract/api.ts';
import type { FeedMessage } from '../../src/service/contract/feed.ts';
import { parseMessage } from '../../src/service/contract/feed-message.ts';
import { Answering } from '../../src/service/fleet/answering.ts';
import { FleetLive } from '../../src/service/fleet/fleet-live.ts';
import { FeedPublisher } from '../../src/service/server/feed-publisher.ts';
import { feedResponse } from '../../src/service/server/feed-response.ts';
import { startMonitor } from '../../src/tui/monitor/start.ts';
import { smallSession } from '../tui/fixtures/session.ts';
import { busySource } from './fleet-monitor-source.ts';

const ENTRIES = Array.from({ length: 10 }, (_, at): Entry => ({
  family: 'v4tov4',
  protocol: 'tcp',
  listenAddress: '*',
  listenPort: String(30_000 + at),
  connectAddress: '10.0.0.5',
  connectPort: '80',
}));
const WARM_UP_MS = 3_000;

class Keyboard extends PassThrough {
  setRawMode(): this {
    return this;
  }
}

class Display extends Writable {
  readonly columns = 160;
  readonly rows = 50;
  readonly isTTY = true;

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
  }
}

const ROLES: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  members,
  service,
  alone,
  monitor,
};

const [role, ...args] = process.argv.slice(2);
const play = ROLES[role ?? ''];
if (play) await play(args);
else await lead(Number(role ?? 10), Number(args[0] ?? 100), Number(args[1] ?? 5_000));

async function lead(seconds: number, machines: number, connections: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'netsh-bench-'));
  const nats = await natsServer(folder);
  const each = String(Math.round(connections / machines));
  const fleet = await started('members', [nats.url, String(machines), each]);
  const socket = { fleet: path.join(folder, 'fleet'), alone: path.join(folder, 'alone') };
  const asked = await started('service', [nats.url, socket.fleet]);
  const single = await started('alone', [socket.alone, String(connections)]);
  const idle = await share(fleet, seconds);
  console.log(`members, unwatched  ${idle.toFixed(1)} % of a core, all ${machines} together`);
  for (const [name, service, at] of [
    ['one machine', single, socket.alone],
    [`${machines} machines`, asked, socket.fleet],
  ] as const) {
    await whole(at, connections);
    const watching = await started('monitor', [at]);
    await pause(WARM_UP_MS);
    const [shown, served, told] = await Promise.all([
      share(watching, seconds),
      share(service, seconds),
      share(fleet, seconds),
    ]);
    const members = service === asked ? `, members ${told.toFixed(1)} % together` : '';
    console.log(
      `${name.padEnd(18)}  monitor ${shown.toFixed(1)} %, service ${served.toFixed(1)} %${members}`,
    );
    watching.kill('SIGKILL');
    await once(watching, 'exit');
  }
  for (const child of [fleet, asked, single, nats.child]) {
    child.kill();
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
}

/** Resolves when a feed tells of so many connections. */
async function whole(socket: string, connections: number): Promise<void> {
  for await (const line of feedLines(socket, '/', AbortSignal.timeout(30_000))) {
    const message = parseMessage(line);
    if (message.kind !== 'lost' && message.status.connections === connections) return;
  }
}

/** Starts a server on a port of its own choice, which keeps what it stores in a folder. */
async function natsServer(folder: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const store = path.join(folder, 'store');
  const where = ['-a', '127.0.0.1', '-p', '-1', '--ports_file_dir', folder];
  const child = spawn('nats-server', ['-js', '-sd', store, ...where], { stdio: 'ignore' });
  for (;;) {
    const file = readdirSync(folder).find((name) => name.endsWith('.ports'));
    const port = file && /:(\d+)"/.exec(readFileSync(path.join(folder, file), 'utf8'))?.[1];
    if (port) return { child, url: `nats://127.0.0.1:${port}` };
    await pause(20);
  }
}

/** Starts a process of this file in a role; resolves when it is ready. */
async function started(as: string, given: readonly string[]): Promise<ChildProcess> {
  const child = fork(import.meta.filename, [as, ...given], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  await once(child, 'message');
  return child;
}

/** Resolves with the CPU that a process takes over some seconds, in percent of a core. */
async function share(child: ChildProcess, seconds: number): Promise<number> {
  const read = async (): Promise<number> => {
    child.send('cpu');
    const [used] = (await once(child, 'message')) as [number];
    return used;
  };
  const [before, began] = [await read(), performance.now()];
  await pause(seconds * 1_000);
  return ((await read()) - before) / (performance.now() - began) / 10;
}

/** Tells the lead that this process is ready, and from then on its CPU, in microseconds. */
function ready(): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.send?.('ready');
}

function memberOf(url: string, machine: string, onQuestion: (question: AskedQuestion) => void): Member {
  return new Member({
    setting: { servers: [url], fleet: 'bench', machine, id: randomUUID(), labels: {} },
    version: '0.0.0',
    table: new FleetTable(),
    onTable: () => {},
    report: () => ({
      counts: { listening: ENTRIES.length, held: 0, failed: 0, disabled: 0, stopped: 0 },
      silent: [],
    }),
    onNotice: () => {},
    services: () => NO_SERVICES,
    onQuestion,
  });
}

async function members([url = '', count = '1', each = '1']: readonly string[]): Promise<void> {
  const all = Array.from({ length: Number(count) }, (_, at) => {
    const feed = new FeedPublisher(busySource(ENTRIES, Number(each), 'fleet'));
    const answering = new Answering(
      {
        connections: async () => [],
        entries: async () => [],
        kill: async () => 0,
        subscribe: (subscriber) => feed.subscribe(subscriber),
      },
      () => {},
    );
    return memberOf(url, `gw${at}`, (question) => answering.take(question));
  });
  for (const member of all) await member.followed();
  const changes = ENTRIES.map((values) => ({ op: 'add', values }) as const);
  await all[0]?.changes({ changes, stopAtFirst: true }, 'bench');
  ready();
}

async function service([url = '', socket = '']: readonly string[]): Promise<void> {
  const member = memberOf(url, 'asker', () => {});
  await member.followed();
  const live = new FleetLive({ table: () => member.table, member: () => member });
  serve(
    new FeedPublisher({
      core: live.core,
      status: (states) => live.status(states),
      watched: (isWatched) => live.watched(isWatched),
    }),
    socket,
  );
}

async function alone([socket = '', connections = '1']: readonly string[]): Promise<void> {
  serve(new FeedPublisher(busySource(ENTRIES, Number(connections), 'own')), socket);
}

function serve(feed: FeedPublisher, socket: string): void {
  const server = createServer((_request, response) => {
    response.writeHead(200, { [API_HEADER]: '1' });
    feedResponse(feed, 100, response);
  });
  server.listen(socket, ready);
}

async function monitor([socket = '']: readonly string[]): Promise<void> {
  const shown = startMonitor({
    async *feed({ signal }): AsyncGenerator<FeedMessage> {
      for await (const line of feedLines(socket, '/', signal)) yield parseMessage(line);
    },
    run: () => Promise.resolve({ ok: true, text: '' }),
    shell: smallSession(),
    stdin: new Keyboard(),
    stdout: new Display(),
    env: { TERM: 'xterm-256color' },
  });
  ready();
  await shown;
}
