import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type Server, connect, createServer } from 'node:net';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { fleetBackend } from '../../../src/service/session/fleet-backend.ts';
import { TestHome, freePorts } from '../../program/netsh.ts';
import { sandbox, until } from '../../service/sandbox.ts';
import { block } from './block.ts';
import { add } from './members.ts';
import { NatsServer } from './nats-server.ts';

// Services start and end; the machine may have much else to do.
vi.setConfig({ testTimeout: 180_000 });

const homes: TestHome[] = [];
const targets: Server[] = [];

afterEach(async () => {
  for (const home of homes.splice(0)) await home.close();
  for (const target of targets.splice(0)) target.close();
});

/** A port of loopback that answers with a text. */
async function target(text: string): Promise<number> {
  const server = createServer((socket) => socket.end(text));
  targets.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** What a client of a port is told; `reset` where its connection is ended so, undefined where nobody listens. */
async function told(port: number): Promise<string | undefined> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (data: string) => (text += data));
  return await new Promise((resolve) => {
    socket
      .on('error', (error) => resolve('code' in error && error.code === 'ECONNRESET' ? 'reset' : undefined))
      .on('close', (hadError) => !hadError && resolve(text));
  });
}

test('rules of the fleet count on each machine beside its own, without the servers too, until it leaves', async () => {
  const server = await NatsServer.start();
  const own = sandbox().backend();
  const fleet = fleetBackend(own);
  await own.joinFleet({ servers: [server.url], fleet: 'edge', machine: 'gw1', labels: {} });
  const [[shared, mine], behind] = [await freePorts(2), await target('hello')];
  const side = { listenAddress: '127.0.0.1', connectPort: String(behind) };
  await fleet.change(add(shared!, side));
  await own.change(add(mine!, side));
  await until(async () => (await told(shared!)) === 'hello' && (await told(mine!)) === 'hello');

  // A block of the fleet holds for the machine's own entries too, whatever a rule of its own allows.
  expect(await own.change(block('open', mine!, { action: 'allow' }))).toMatchObject({ kind: 'done' });
  expect(await fleet.change(block('closed', shared!, { localPort: `${shared},${mine}` }))).toMatchObject({
    kind: 'done',
    count: 1,
  });
  await until(async () => (await told(shared!)) === 'reset' && (await told(mine!)) === 'reset');
  expect((await own.rules()).rules.map(({ name }) => name)).toEqual(['open']);
  expect((await fleet.rules()).rules.map(({ name }) => name)).toEqual(['closed']);

  await server.kill();
  const { pid } = await own.status();
  process.kill(pid!, 'SIGKILL');
  await until(async () => (await told(mine!)) === undefined);
  await own.start();
  // The first that is told anything is kept out: no entry listens before the rules of the copy are in force.
  await until(async () => (await told(shared!)) !== undefined);
  expect([await told(shared!), await told(mine!)]).toEqual(['reset', 'reset']);

  await server.start();
  await until(async () => (await own.fleet()).membership?.link === 'current');
  expect(await own.leaveFleet()).toEqual({ kind: 'done' });
  await until(async () => (await told(mine!)) === 'hello');
  expect(await told(shared!)).toBeUndefined();
});

test('rules of the fleet are made, shown, dumped, replayed, told of and undone by the commands of one machine', async () => {
  const server = await NatsServer.start();
  const [one, two] = [new TestHome(), new TestHome()];
  homes.push(one, two);
  for (const [home, name] of [
    [one, 'gw1'],
    [two, 'gw2'],
  ] as const) {
    const ran = await home.netsh(['fleet', 'join', `servers=${server.url}`, `machine=${name}`]);
    expect(ran).toMatchObject({ code: 0 });
  }
  const onFleet = (home: TestHome, line: string) => home.netsh(['-r', 'fleet', ...line.split(' ')]);
  const [port] = await freePorts(1);
  const made = 'advfirewall firewall add rule name=web dir=in action=allow protocol=TCP';
  expect(await onFleet(one, `${made} localport=${port} remoteip=10.0.0.0/8`)).toMatchObject({
    code: 0,
    out: 'Ok.\n\n',
    err: '',
  });
  expect(
    await onFleet(one, 'advfirewall set allprofiles firewallpolicy blockinbound,allowoutbound'),
  ).toMatchObject({ code: 0 });
  expect(
    await onFleet(one, `interface portproxy add v4tov4 ${port} 127.0.0.1 9 listenaddress=127.0.0.1`),
  ).toMatchObject({ code: 0 });
  await until(async () =>
    (await onFleet(two, 'advfirewall firewall show rule name=web')).out.includes('10.0.0.0/8'),
  );
  expect((await one.netsh(['advfirewall', 'firewall', 'show', 'rule', 'name=web'])).code).toBe(1);

  const { out: dump } = await onFleet(two, 'dump');
  expect(dump).toContain('advfirewall set publicprofile firewallpolicy blockinbound,allowoutbound');
  expect(dump).toContain('advfirewall firewall add rule name=web');
  const file = path.join(two.path, 'dump.txt');
  writeFileSync(file, dump);
  expect(await two.netsh(['-r', 'fleet', '-f', file])).toMatchObject({ code: 0, err: '' });
  expect((await onFleet(two, 'dump')).out).toBe(dump);

  expect(await onFleet(two, 'advfirewall firewall delete rule name=web')).toMatchObject({ code: 0 });
  const { out: history } = await one.netsh(['fleet', 'show', 'history']);
  expect(history).toMatch(
    /^ {2}added {4}rule web\n {4}name=web dir=in action=allow .*remoteip=10\.0\.0\.0\/8/m,
  );
  expect(history).toMatch(
    /^ {2}changed {2}policy publicprofile\n {4}state on, firewallpolicy blockinbound,allowoutbound\n {4}was state on/m,
  );
  const deleted = [...history.matchAll(/^(\d+) {2}/gm)].at(-1)![1]!;
  expect(history.slice(history.lastIndexOf(`\n${deleted}  `))).toContain('deleted  rule web');
  expect(await one.netsh(['fleet', 'undo', deleted])).toMatchObject({ code: 0, err: '' });
  await until(async () => (await onFleet(two, 'dump')).out === dump);
});
