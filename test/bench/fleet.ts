// What a fleet costs (nats-server): `node test/bench/fleet.ts [MEMBERS] [PROCESSES] [ROUNDS]`. Members are those of the service; one is in this
// process and makes the changes, the others are in a few processes. Ends within some minutes, whatever happens.
import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { RuleChange } from '../../src/firewall/rule-change.ts';
import type { Member } from '../../src/fleet/member.ts';
import type { Change } from '../../src/portproxy/table.ts';
import { block } from '../system/fleet/block.ts';
import { NatsProcess } from '../system/fleet/nats-process.ts';
import { freePort } from '../relay/support/ports.ts';
import { countedWay } from './counted-way.ts';
import { join } from './fleet-member.ts';
import { serviceMemory } from './service-memory.ts';
import type { FromMembers } from './fleet-members.ts';

const CHANGES = 100;
const MANY = 10_000;
const REST_MS = 30_000;
/** Longest wait for one thing. */
const LONGEST_MS = 60_000;

const [count = 100, processes = 5, rounds = 3] = process.argv.slice(2).map(Number);

/** Processes and servers that end with this one. */
const children: ChildProcess[] = [];
const servers: NatsProcess[] = [];

/** A process of members. */
class Members {
  readonly joined: Promise<FromMembers & { kind: 'joined' }>;
  #revision = 0;
  #onReached: (() => void) | undefined;

  constructor(server: string, many: number, first: number) {
    const child = fork(path.join(import.meta.dirname, 'fleet-members.ts'), [server, `${many}`, `${first}`]);
    children.push(child);
    this.joined = new Promise((resolve, reject) => {
      child.on('exit', () => reject(new Error('A process of members ended.')));
      child.on('message', (message: FromMembers) => {
        if (message.kind === 'joined') return resolve(message);
        this.#revision = message.revision;
        this.#onReached?.();
      });
    });
  }

  async reached(revision: number): Promise<void> {
    if (this.#revision >= revision) return;
    await new Promise<void>((resolve) => {
      this.#onReached = () => {
        if (this.#revision >= revision) resolve();
      };
    });
  }
}

/** Gives what a promise gives; rejects where that takes too long. */
async function within<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const late = pause(LONGEST_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`In vain waited for: ${what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
    late.catch(() => {});
  }
}

function add(port: number): Change {
  const connectAddress = '127.0.0.1';
  return { op: 'add', values: { family: 'v4tov4', listenPort: String(port), connectAddress } };
}

async function change(member: Member, made: Change | RuleChange): Promise<void> {
  await member.changes({ changes: [made], stopAtFirst: false }, 'bench');
}

/** Makes changes one by one, after so many revisions, and prints how long each takes to the last member. */
async function each(
  what: string,
  all: (revision: number) => Promise<void>,
  after: number,
  make: (at: number) => Promise<void>,
): Promise<void> {
  const times: number[] = [];
  for (let at = 0; at < CHANGES; at += 1) {
    const began = performance.now();
    const made = make(at);
    await all(after + at + 1);
    times.push(performance.now() - began);
    await made;
  }
  times.sort((a, b) => a - b);
  const p99 = times[Math.ceil(CHANGES * 0.99) - 1]!;
  console.log(
    `${what} to the last of ${count} members: p50 ${median(times).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
  );
}

/** A member in this process that follows. */
async function author(urls: readonly string[]): Promise<Member> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const member = join(urls, 'author', () => {
    if (member.link.kind === 'current') resolve();
  });
  await within('the author to join', promise);
  return member;
}

async function table(): Promise<void> {
  const server = new NatsProcess('', '');
  servers.push(server);
  await server.start();
  await memory(server);
  const one = await author([server.url]);
  const groups: Members[] = [];
  for (let at = 0, first = 1; at < processes; at += 1) {
    const many = Math.ceil((count - first) / (processes - at));
    groups.push(new Members(server.url, many, first));
    first += many;
  }
  await within('all to join', Promise.all(groups.map((group) => group.joined)));
  const all = async (revision: number): Promise<void> => {
    await within(`revision ${revision}`, Promise.all(groups.map((group) => group.reached(revision))));
  };
  await each('a change', all, 0, (at) => change(one, add(10_000 + at)));
  await each('a rule', all, CHANGES, (at) => change(one, block(`r${at}`, 10_000 + at)));
  const began = performance.now();
  const changes = Array.from({ length: MANY }, (_, at) => add(20_000 + at));
  const expected = { entries: [], absent: [], nothingElse: false };
  const committed = one.transaction({ changes, expected }, 'bench');
  await all(2 * CHANGES + 1);
  await committed;
  console.log(
    `a commit of ${MANY} entries to all ${count}: ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  await coldStart(server);
  await rest(server);
  await one.close();
}

/** The time of a member that begins without a copy. */
async function coldStart(server: NatsProcess): Promise<void> {
  const times: number[] = [];
  let entries = 0;
  for (let round = 0; round < rounds; round += 1) {
    const late = await within('a late one', new Members(server.url, 1, 1_000 + round).joined);
    times.push(late.ms);
    ({ entries } = late);
  }
  const took = times.map((ms) => ms.toFixed(0)).join(', ');
  console.log(`a cold start with ${entries} entries: ${took} ms, without that of its process`);
}

/** What a member has more in memory than a service without a fleet. */
async function memory(server: NatsProcess): Promise<void> {
  const [without, member] = [
    await serviceMemory(),
    await serviceMemory('fleet', 'join', `servers=${server.url}`, 'name=bench', 'machine=service'),
  ];
  console.log(
    `memory at rest: service ${without.toFixed(1)} MiB, service of a member ${member.toFixed(1)} MiB (${(member - without).toFixed(1)} MiB more)`,
  );
}

/** What a member and its servers send each other while nothing happens. */
async function rest(server: NatsProcess): Promise<void> {
  const way = await countedWay(server.port);
  await within('the member at rest', new Members(`nats://127.0.0.1:${way.port}`, 1, 2_000).joined);
  await pause(5_000);
  const { sent, received } = way.bytes;
  await pause(REST_MS);
  const [up, down] = [way.bytes.sent - sent, way.bytes.received - received];
  const rate = (bytes: number): string => (bytes / REST_MS).toFixed(2);
  console.log(`traffic of a member at rest: ${rate(up)} kB/s to the servers, ${rate(down)} kB/s from them`);
  way.close();
}

/** How long no change is made after the leader of three was harmed. */
async function gap(harm: (leader: NatsProcess) => unknown): Promise<number> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(', ');
  const three = ports.map(
    (port, at) =>
      new NatsProcess(
        `server_name: s${at}\ncluster { name: bench, listen: "127.0.0.1:${port}", routes: [${routes}] }`,
        '',
      ),
  );
  servers.push(...three);
  await Promise.all(three.map((server) => server.start()));
  const member = await author(three.map(({ url }) => url));
  await change(member, add(10_000));
  const leader = await within('the leader', leaderOf(three));
  const began = performance.now();
  await harm(leader);
  const again = async (): Promise<number> => {
    for (;;) {
      const isMade = await change(member, add(10_001)).then(
        () => true,
        () => false,
      );
      if (isMade) return performance.now() - began;
      await pause(50);
    }
  };
  const took = await within('changes to go on', again());
  for (const server of three) await server.remove();
  await member.close();
  return took / 1000;
}

async function gaps(what: string, harm: (leader: NatsProcess) => unknown): Promise<void> {
  const took: string[] = [];
  for (let round = 0; round < rounds; round += 1) took.push((await gap(harm)).toFixed(1));
  console.log(`${what}: changes go on after ${took.join(', ')} s`);
}

async function leaderOf(three: readonly NatsProcess[]): Promise<NatsProcess> {
  const connection = await connect({ servers: three.map(({ url }) => url) });
  const manager = await jetstreamManager(connection);
  for (;;) {
    const { cluster } = await manager.streams.info('netsh-bench-log');
    const at = three.findIndex((_, index) => `s${index}` === cluster?.leader);
    if (at >= 0) {
      await connection.close();
      return three[at]!;
    }
    await pause(50);
  }
}

function median(sorted: readonly number[]): number {
  return sorted.toSorted((a, b) => a - b)[Math.floor(sorted.length / 2)] ?? NaN;
}

try {
  await table();
  for (const child of children) child.kill();
  await gaps('the leader is killed', (leader) => leader.kill());
  await gaps('the leader is stopped (SIGSTOP)', (leader) => leader.hang());
} finally {
  for (const child of children) child.kill();
  for (const server of servers) await server.remove();
}
process.exit();
