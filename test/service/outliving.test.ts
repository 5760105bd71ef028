import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Backend, Peer } from '../relay/support/peer.ts';
import { freePort } from '../relay/support/ports.ts';
import { FeedReader } from './feed-reader.ts';
import { type Sandbox, gone, killed, sandbox, until } from './sandbox.ts';

/** Each test starts several processes, one after the other. */
vi.setConfig({ testTimeout: 120_000 });

/** A service over Node's sockets, with one entry that leads to a server. */
async function serving(transport = 'lent') {
  vi.stubEnv('NETSH_TRANSPORT', transport);
  const box = sandbox();
  const server = await Backend.start();
  const port = await freePort();
  const backend = box.backend();
  await backend.change({ op: 'add', values: valuesOf(port, server.port) });
  return { box, server, port, backend, pid: (await backend.status()).pid! };
}

function valuesOf(port: number, connectPort: number) {
  return {
    family: 'v4tov4',
    listenAddress: '127.0.0.1',
    listenPort: String(port),
    connectAddress: '127.0.0.1',
    connectPort: String(connectPort),
  } as const;
}

/** A connection through the relay, and its other end. */
async function connected({ port, server }: { readonly port: number; readonly server: Backend }) {
  const peer = await Peer.dial(port);
  const far = await server.next();
  await peer.send('hello');
  await far.sees('hello');
  return { peer, far };
}

async function live(box: Sandbox): Promise<number | undefined> {
  const [entry] = await box.backend().entries({ counters: true });
  return entry?.counters?.connections;
}

describe.each(['lent', 'plain'])('earlier processes over %s sockets', (transport) => {
  test('an earlier process lives on with its connections, which are seen and counted', async () => {
    const serves = await serving(transport);
    const { box, server, backend, pid } = serves;
    const { peer, far } = await connected(serves);
    const next = await box.restart({ TEST_VERSION: '0.0.1-test' });
    expect(next).not.toBe(pid);
    expect(await backend.status()).toMatchObject({
      pid: next,
      version: '0.0.1-test',
      connections: 1,
      outliving: [{ pid, version: '0.0.0-test', connections: 1 }],
    });
    await peer.send(', after');
    await far.sees('hello, after');
    const second = await connected(serves);
    const listed = await backend.connections();
    expect(listed.map(({ bytesUp }) => bytesUp)).toEqual([12, 5]);
    expect(listed[1]!.id).toBeGreaterThan(listed[0]!.id);
    await until(async () => (await live(box)) === 2);
    far.finish('bye');
    await peer.seesFin();
    peer.finish();
    await gone(pid);
    await until(() => box.log().includes(`The earlier process ${pid} has ended`));
    const [entry] = await backend.entries({ counters: true });
    expect(entry?.counters).toMatchObject({ connections: 1, connectionsTotal: 2, bytesUp: 17, bytesDown: 3 });
    expect((await backend.status()).outliving).toBeUndefined();
    second.peer.reset();
    await server.close();
  });

  test('connections of earlier processes are ended by number and by client', async () => {
    const serves = await serving(transport);
    const { box, server, backend } = serves;
    const [one, two] = [await connected(serves), await connected(serves)];
    await box.restart();
    const [first] = await backend.connections();
    expect(await backend.kill({ id: first!.id })).toBe(1);
    await one.peer.seesReset();
    await one.far.seesReset();
    expect(await backend.kill({ client: '127.0.0.1' })).toBe(1);
    await two.peer.seesReset();
    await server.close();
  });
});

test('after two restarts in a row each process is seen, and the relay stops with all of them', async () => {
  const serves = await serving();
  const { box, server, backend, pid } = serves;
  const first = await connected(serves);
  const second = await box.restart();
  const middle = await connected(serves);
  const third = await box.restart();
  const last = await connected(serves);
  await until(async () => (await backend.status()).connections === 3);
  const { outliving } = await backend.status();
  expect(new Set(outliving?.map((one) => one.pid))).toEqual(new Set([pid, second]));
  const ids = (await backend.connections()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  await until(async () => (await live(box)) === 3);
  // One ends while the relay drains, the others at the end of that.
  const stopped = backend.stop({ drainMs: 1_500 });
  middle.peer.reset();
  await middle.far.seesReset();
  await first.peer.seesReset();
  await last.peer.seesReset();
  expect(await stopped).toBe(true);
  for (const process of [pid, second, third]) await gone(process);
  await server.close();
});

test('the feed tells of both processes, and of the end of one that is killed', async () => {
  const serves = await serving();
  const { box, server, backend, pid } = serves;
  const { peer, far } = await connected(serves);
  await box.restart();
  const reader = new FeedReader(backend.feed, 100);
  const second = await connected(serves);
  await reader.sees(({ connections }) => connections.size === 2);
  await peer.send(', after');
  await far.sees('hello, after');
  await reader.sees(({ connections }) => [...connections.values()].some(({ bytesUp }) => bytesUp === 12));
  await killed(pid);
  // The system closes its sockets.
  await until(() => peer.finished || peer.closed);
  await reader.sees(({ connections }) => connections.size === 1);
  await until(() => box.log().includes(`The earlier process ${pid} has died, and 1 connection with it`));
  await until(async () => (await live(box)) === 1);
  await reader.end();
  second.peer.reset();
  await server.close();
});

test('a connection that ends in an earlier process is told as ended', async () => {
  const serves = await serving();
  const { box, server, backend } = serves;
  const { peer, far } = await connected(serves);
  const other = await connected(serves);
  await box.restart();
  const reader = new FeedReader(backend.feed, 100);
  await reader.sees(({ connections }) => connections.size === 2);
  far.finish();
  await peer.seesFin();
  peer.finish();
  await reader.sees(({ connections }) => connections.size === 1);
  await reader.sees(({ messages }) =>
    messages.some((message) => 'recent' in message && message.recent?.some(({ bytesUp }) => bytesUp === 5)),
  );
  await reader.end();
  other.peer.reset();
  await server.close();
});

test('lines of connections of an earlier process are in the log of connections, once each', async () => {
  const serves = await serving();
  const { box, server, backend, pid } = serves;
  const file = join(box.home, 'connections.log');
  await backend.setLog({ state: 'on', file, format: 'json' });
  const [one, two] = [await connected(serves), await connected(serves)];
  await box.restart();
  one.peer.reset();
  await one.far.seesReset();
  const lines = (): string[] => readFileSync(file, 'utf8').trim().split('\n');
  await until(() => lines().length === 1 && lines()[0] !== '');
  two.peer.reset();
  await gone(pid);
  await until(() => lines().length === 2);
  expect(new Set(lines().map((line) => JSON.parse(line).id)).size).toBe(2);
  await server.close();
});

test('rules that deny a connection, and times of its entry, hold in an earlier process', async () => {
  const serves = await serving();
  const { box, server, port, backend, pid } = serves;
  const { peer } = await connected(serves);
  await box.restart();
  await backend.change({ op: 'set', values: { ...valuesOf(port, server.port), idleTimeout: '1' } });
  await peer.seesFin().catch(() => {});
  await gone(pid);
  await backend.change({ op: 'set', values: { ...valuesOf(port, server.port), idleTimeout: 'default' } });
  const denied = await connected(serves);
  await box.restart();
  const rule = {
    name: 'no',
    direction: 'in',
    action: 'block',
    protocol: 'tcp',
    localPort: String(port),
  } as const;
  const result = await backend.change({ op: 'rule-add', rule } as never);
  expect(result.kind).toBe('done');
  await denied.peer.seesReset();
  await server.close();
});

test('a service that starts after a crash finds earlier processes', async () => {
  const serves = await serving();
  const { box, server, port, backend, pid } = serves;
  const { peer, far } = await connected(serves);
  await killed(await box.restart());
  await backend.start();
  expect((await backend.status()).outliving).toMatchObject([{ pid, connections: 1 }]);
  const second = await Peer.dial(port);
  await server.next();
  const ids = (await backend.connections()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  await until(async () => (await live(box)) === 2);
  await peer.send('!');
  await far.sees('hello!');
  expect(await backend.stop({ drainMs: 0 })).toBe(true);
  await peer.seesReset();
  await second.seesReset();
  await gone(pid);
  await server.close();
});

test('from native sockets to those of Node and back, connections live on in the process that they began in', async () => {
  const serves = await serving('native');
  const { box, server, backend, pid } = serves;
  const { peer, far } = await connected(serves);
  await box.restart({ NETSH_TRANSPORT: 'lent' });
  const { transport, outliving } = await backend.status();
  expect({ transport, outliving }).toMatchObject({ transport: 'lent', outliving: [{ pid, connections: 1 }] });
  await peer.send(', after');
  await far.sees('hello, after');
  await box.restart({ NETSH_TRANSPORT: 'native' });
  expect(await backend.status()).toMatchObject({ transport: 'native', connections: 1 });
  await peer.send('!');
  await far.sees('hello, after!');
  peer.reset();
  await gone(pid);
  await server.close();
});
