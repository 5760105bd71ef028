import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { Backend } from '../../../src/service/contract/backend.ts';
import { idOnMachine } from '../../../src/service/contract/connection-ids.ts';
import type { FeedMessage } from '../../../src/service/contract/feed.ts';
import type { FleetAnswers, FleetQuestion } from '../../../src/service/contract/fleet-view.ts';
import { WholeFeed } from '../../../src/service/contract/whole-feed.ts';
import { fleetBackend } from '../../../src/service/session/fleet-backend.ts';
import { type Sandbox, sandbox, until } from '../../service/sandbox.ts';
import { add } from './members.ts';
import { longTest } from './long-test.ts';
import { NatsServer } from './nats-server.ts';

// Services start and end; the machine may have much else to do.
vi.setConfig({ testTimeout: 180_000 });

const opened: { destroy(): unknown }[] = [];
const servers: Server[] = [];

afterEach(() => {
  for (const socket of opened.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

interface Machine {
  readonly box: Sandbox;
  readonly own: Backend;
  readonly fleet: Backend;
}

async function machine(server: NatsServer, name: string, more = {}): Promise<Machine> {
  const box = sandbox();
  const own = box.backend();
  const joined = await own.joinFleet({ servers: [server.url], fleet: 'edge', machine: name, ...more });
  expect(joined).toEqual({ kind: 'done' });
  return { box, own, fleet: fleetBackend(own) };
}

/** A port of loopback that sends back what it gets. */
async function echo(): Promise<number> {
  const server = createServer((socket) => {
    opened.push(socket.on('error', () => {}));
    socket.pipe(socket);
  });
  servers.push(server);
  return await portOf(server.listen(0, '127.0.0.1'));
}

async function portOf(server: Server): Promise<number> {
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** A port that nobody uses now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  const port = await portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

/** A client of a port that has got its bytes back. */
async function client(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  opened.push(socket);
  await once(socket, 'connect');
  socket.write('hello');
  await once(socket, 'data');
  return socket;
}

/** An entry of the fleet on one machine, that listens there; resolves with its port. */
async function entryOn(at: Machine, name: string, target: number): Promise<number> {
  const port = await freePort();
  const values = { listenAddress: '127.0.0.1', connectPort: String(target), machines: name };
  expect(await at.fleet.change(add(port, values))).toEqual({ kind: 'done', notices: [] });
  await until(async () => {
    const entry = (await at.fleet.entries()).find(({ listenPort }) => listenPort === String(port));
    return entry?.state === 'listening';
  });
  return port;
}

async function ask(
  { fleet }: Machine,
  question: Omit<FleetQuestion, 'user'>,
): Promise<Extract<FleetAnswers, { kind: 'answers' }>> {
  const told = await fleet.askFleet({ user: 'ada', ...question });
  if (told.kind === 'refused') throw new Error(told.detail);
  return told;
}

/** Follows the live feed of the fleet; `seen` is what it told last. */
function watch({ fleet }: Machine): {
  readonly whole: WholeFeed;
  last?: FeedMessage;
  readonly end: () => void;
} {
  const abort = new AbortController();
  opened.push({ destroy: () => abort.abort() });
  const following: { whole: WholeFeed; last?: FeedMessage; end: () => void } = {
    whole: new WholeFeed(),
    end: () => abort.abort(),
  };
  void (async () => {
    for await (const message of fleet.feed({ signal: abort.signal })) {
      following.last = message;
      following.whole.take(message);
    }
  })();
  return following;
}

/** The machines that the feed tells to be missing. */
function missing({ last }: { readonly last?: FeedMessage }): unknown {
  return (last && last.kind !== 'lost' && last.status.machines?.missing) ?? 'unknown';
}

test('connections, those that have ended, entries: all machines answer, and one by its name', async () => {
  const server = await NatsServer.start();
  const [one, two] = [await machine(server, 'gw1'), await machine(server, 'gw2')];
  const target = await echo();
  const ports = [await entryOn(one, 'gw1', target), await entryOn(one, 'gw2', target)];
  const first = await client(ports[0]!);
  await client(ports[1]!);
  const told = await ask(one, { question: 'connections' });
  expect(told.silent).toEqual([]);
  expect(told.answers).toMatchObject([
    { machine: 'gw1', connections: [{ machine: 'gw1', entry: expect.stringContaining(String(ports[0])) }] },
    { machine: 'gw2', connections: [{ machine: 'gw2', entry: expect.stringContaining(String(ports[1])) }] },
  ]);
  const only = await ask(two, { question: 'connections', machine: 'GW1' });
  expect(only.answers.map(({ machine: name }) => name)).toEqual(['gw1']);
  await expect(ask(two, { question: 'connections', machine: 'gw9' })).rejects.toThrow(
    'The fleet has no machine gw9. It has gw1, gw2.',
  );
  first.end();
  await until(async () => {
    const { answers } = await ask(two, { question: 'recent', machine: 'gw1' });
    return answers[0]?.recent?.length === 1;
  });
  const { answers } = await ask(two, { question: 'entries' });
  expect(answers).toMatchObject([
    { machine: 'gw1', entries: [{ listenPort: String(ports[0]), counters: { connectionsTotal: 1 } }] },
    { machine: 'gw2', entries: [{ listenPort: String(ports[1]), counters: { connections: 1 } }] },
  ]);
});

test('kill ends connections on all machines, by client, by group, and one by its id and machine', async () => {
  const server = await NatsServer.start();
  const [one, two] = [await machine(server, 'gw1'), await machine(server, 'gw2')];
  const target = await echo();
  const ports = [await entryOn(one, 'gw1', target), await entryOn(one, 'gw2', target)];
  const clients = await Promise.all([client(ports[0]!), client(ports[1]!)]);
  const closed = clients.map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  const [id] = (await ask(one, { question: 'connections', machine: 'gw2' })).answers.flatMap(
    ({ connections = [] }) => connections.map((each) => each.id),
  );
  const killed = await ask(one, { question: 'kill', filter: { id: id! }, machine: 'gw2' });
  expect(killed.answers).toEqual([{ machine: 'gw2', killed: 1 }]);
  await closed[1];
  expect(
    (await ask(two, { question: 'connections' })).answers.flatMap((each) => each.connections ?? []),
  ).toHaveLength(1);
  const all = await ask(two, { question: 'kill', filter: { client: '127.0.0.1' } });
  expect(all.answers).toEqual([
    { machine: 'gw1', killed: 1 },
    { machine: 'gw2', killed: 0 },
  ]);
  await closed[0];
});

test('a machine that stands still is named within the deadline, and the others answer', async () => {
  const server = await NatsServer.start();
  const [one, two] = [await machine(server, 'gw1'), await machine(server, 'gw2')];
  await until(async () => (await ask(one, { question: 'connections' })).answers.length === 2);
  const { pid } = await two.own.status();
  process.kill(pid!, 'SIGSTOP');
  try {
    const told = await ask(one, { question: 'connections' });
    expect(told.answers.map(({ machine: name }) => name)).toEqual(['gw1']);
    expect(told.silent).toEqual([{ machine: 'gw2', reason: 'gw2 did not answer within 2 s.' }]);
  } finally {
    process.kill(pid!, 'SIGCONT');
  }
  await until(async () => (await ask(one, { question: 'connections' })).silent.length === 0);
});

longTest(
  'the live feed joins all machines: what comes, moves bytes and ends, and who is missing',
  async () => {
    const server = await NatsServer.start();
    const [one, two] = [await machine(server, 'gw1'), await machine(server, 'gw2')];
    const target = await echo();
    const ports = [await entryOn(one, 'gw1', target), await entryOn(one, 'gw2', target)];
    const early = await client(ports[1]!);
    const following = watch(one);
    const connections = () => [...following.whole.connections.values()];
    await until(() => connections().length === 1);
    expect(connections()).toMatchObject([{ machine: 'gw2', bytesUp: 5 }]);
    const late = await client(ports[0]!);
    await until(() => connections().length === 2);
    expect(connections().map((each) => [each.machine, idOnMachine(each.id)])).toEqual([
      ['gw2', expect.any(Number)],
      ['gw1', expect.any(Number)],
    ]);
    early.write('and more');
    await until(() => connections().some(({ machine: name, bytesUp }) => name === 'gw2' && bytesUp === 13));
    await until(() =>
      [...following.whole.entries.values()].every(({ counters }) => counters?.connections === 1),
    );
    late.end();
    await until(() => connections().length === 1);
    // A machine that stands still is missing, and its connections with it; it comes back by itself.
    const { pid } = await two.own.status();
    process.kill(pid!, 'SIGSTOP');
    try {
      await until(() => JSON.stringify(missing(following)).includes('gw2'));
      expect(connections()).toEqual([]);
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
    await until(() => JSON.stringify(missing(following)) === '[]' && connections().length === 1);
  },
);

longTest('machines send their feed while somebody watches, and nothing after', async () => {
  const server = await NatsServer.start('http: "127.0.0.1:-1"');
  const [one, two] = [await machine(server, 'gw1'), await machine(server, 'gw2')];
  const target = await echo();
  await client(await entryOn(one, 'gw2', target));
  const watchers = async () => (await two.own.status()).watchers ?? 0;
  expect(await watchers()).toBe(0);
  const following = watch(one);
  await until(() => following.whole.connections.size === 1);
  expect(await watchers()).toBe(1);
  following.end();
  await until(async () => (await watchers()) === 0);
  // One that ends without a word is noticed by its lease.
  const again = watch(one);
  await until(() => again.whole.connections.size === 1);
  const { pid } = await one.own.status();
  process.kill(pid!, 'SIGKILL');
  await until(async () => (await watchers()) === 0);
});
