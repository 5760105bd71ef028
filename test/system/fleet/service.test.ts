import { once } from 'node:events';
import { type Server, connect, createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { Backend } from '../../../src/service/contract/backend.ts';
import { fleetBackend } from '../../../src/service/session/fleet-backend.ts';
import { type Sandbox, sandbox, until } from '../../service/sandbox.ts';
import { add } from './members.ts';
import { longTest } from './long-test.ts';
import { NatsServer } from './nats-server.ts';

// Services start and end; the machine may have much else to do.
vi.setConfig({ testTimeout: 180_000 });

const DONE = { kind: 'done', notices: [] };

const targets: Server[] = [];

afterEach(() => {
  for (const target of targets.splice(0)) target.close();
});

/** A machine of its own: a home directory with its service, and the way to its fleet. */
async function machine(
  servers: NatsServer,
  name: string,
  labels = {},
): Promise<{ box: Sandbox; own: Backend; fleet: Backend }> {
  const box = sandbox();
  const own = box.backend();
  expect(await own.joinFleet({ servers: [servers.url], fleet: 'edge', machine: name, labels })).toEqual({
    kind: 'done',
  });
  return { box, own, fleet: fleetBackend(own) };
}

/** A port of loopback that answers with a text. */
async function target(text: string): Promise<number> {
  const server = createServer((socket) => socket.end(text));
  targets.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** A port that nobody uses now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

/** What a client of a port is told; undefined where nobody listens. */
async function told(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (data: string) => (text += data));
  return await new Promise((resolve) => {
    socket
      .on('error', () => resolve(undefined))
      .on('close', (hadError) => resolve(hadError ? undefined : text));
  });
}

test('an entry of the fleet forwards on the machines that it chooses, and on those alone', async () => {
  const server = await NatsServer.start();
  const one = await machine(server, 'gw1', { site: 'berlin' });
  const two = await machine(server, 'gw2', { site: 'oslo' });
  const [port, behind] = [await freePort(), await target('from the fleet')];
  const change = add(port, {
    listenAddress: '127.0.0.1',
    connectPort: String(behind),
    machines: 'site=berlin',
  });
  expect(await two.fleet.change(change)).toEqual(DONE);
  await until(async () => (await told(port)) === 'from the fleet');
  await until(async () => (await two.fleet.entries()).every(({ state }) => state === 'listening'));
  expect(await one.fleet.entries()).toMatchObject([
    { listenPort: String(port), machines: 'site=berlin', state: 'listening' },
  ]);
  expect(await one.own.entries()).toEqual([]);
  const { machines } = await one.own.fleet();
  expect(machines).toMatchObject([
    { name: 'gw1', counts: { listening: 1 } },
    { name: 'gw2', counts: { listening: 0 } },
  ]);
});

test("where both name a side the machine's own entry wins; the fleet's is held, and takes over when that is gone", async () => {
  const server = await NatsServer.start();
  const one = await machine(server, 'gw1');
  const [port, own, fleets] = [await freePort(), await target('own'), await target('fleet')];
  const side = { listenAddress: '127.0.0.1' };
  expect(await one.own.change(add(port, { ...side, connectPort: String(own) }))).toEqual(DONE);
  expect(await one.fleet.change(add(port, { ...side, connectPort: String(fleets) }))).toEqual(DONE);
  await until(async () => {
    const [entry] = await one.fleet.entries();
    return entry?.state === 'held' && entry.reason?.includes('of its own, which comes first') === true;
  });
  expect(await told(port)).toBe('own');
  await one.own.change({ op: 'reset' });
  await until(async () => (await told(port)) === 'fleet');
});

longTest(
  'without its servers a machine forwards on, also after its own restart, and refuses changes of the fleet',
  async () => {
    const server = await NatsServer.start();
    const one = await machine(server, 'gw1');
    const [port, behind] = [await freePort(), await target('still there')];
    await one.fleet.change(add(port, { listenAddress: '127.0.0.1', connectPort: String(behind) }));
    await until(async () => (await told(port)) === 'still there');
    await server.kill();
    const { pid } = await one.own.status();
    process.kill(pid!, 'SIGKILL');
    await until(async () => (await told(port)) === undefined);
    await one.own.start();
    await until(async () => (await told(port)) === 'still there');
    await expect(one.fleet.change(add(port + 1))).rejects.toMatchObject({ code: 'unreachable' });
    expect(await one.own.change(add(await freePort(), { listenAddress: '127.0.0.1' }))).toMatchObject({
      kind: 'done',
    });
    await server.start();
    await until(async () => (await one.own.fleet()).membership?.link === 'current');
    expect((await one.own.fleet()).membership?.revision).toBe(1);
  },
);

test('a machine that leaves listens no more for the fleet, and a name is taken once', async () => {
  const server = await NatsServer.start();
  const one = await machine(server, 'gw1');
  const [port, behind] = [await freePort(), await target('hello')];
  await one.fleet.change(add(port, { listenAddress: '127.0.0.1', connectPort: String(behind) }));
  await until(async () => (await told(port)) === 'hello');
  const other = sandbox().backend();
  const join = { servers: [server.url], fleet: 'edge', machine: 'gw1' };
  expect(await other.joinFleet(join)).toMatchObject({ kind: 'refused', code: 'invalid' });
  expect(await one.own.leaveFleet()).toEqual({ kind: 'done' });
  expect(await told(port)).toBeUndefined();
  expect(await other.joinFleet(join)).toEqual({ kind: 'done' });
  await until(async () => (await told(port)) === 'hello');
});
