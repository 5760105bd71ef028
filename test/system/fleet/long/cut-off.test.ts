import { expect, test, vi } from 'vitest';
import type { Backend } from '../../../../src/service/contract/backend.ts';
import { fleetBackend } from '../../../../src/service/session/fleet-backend.ts';
import { type Sandbox, killed, sandbox, until } from '../../../service/sandbox.ts';
import { Cable, hasCables } from '../cable.ts';
import { add } from '../members.ts';
import { NatsServer } from '../nats-server.ts';

vi.setConfig({ testTimeout: 180_000 });

const DONE = { kind: 'done', notices: [] };
const PORT = 8080;
const BEHIND = 7000;
const LIMIT_MS = 60_000;

/** A machine in a network namespace: a service that runs there, and the ways to it. */
async function machine(
  servers: NatsServer,
  name: string,
  by: readonly string[],
): Promise<{ box: Sandbox; own: Backend; fleet: Backend }> {
  const box = sandbox();
  await box.foreground({}, by);
  const own = box.backend();
  expect(await own.joinFleet({ servers: [servers.url], fleet: 'test', machine: name, labels: {} })).toEqual({
    kind: 'done',
  });
  return { box, own, fleet: fleetBackend(own) };
}

test.skipIf(!hasCables())(
  'a machine whose cable is pulled forwards on, also after its restart, is shown as lost, and has the table at once when it is back',
  async () => {
    const cable = await Cable.lay();
    const server = await NatsServer.start('', '', { address: '10.99.0.1', by: cable.near.by });
    const near = await machine(server, 'near', cable.near.by);
    const far = await machine(server, 'far', cable.far.by);
    const target = `require('net').createServer((socket) => socket.end('behind')).listen(${BEHIND}, '127.0.0.1')`;
    far.box.spawnProgram([...cable.far.by, process.execPath, '-e', target]);
    const told = async (): Promise<string> =>
      await cable.far.exec(['bash', '-c', `cat < /dev/tcp/127.0.0.1/${PORT}`]).catch(() => '');
    const entry = add(PORT, { listenAddress: '127.0.0.1', connectPort: String(BEHIND) });
    expect(await near.fleet.change(entry)).toEqual(DONE);
    await until(async () => (await told()) === 'behind', LIMIT_MS);

    await cable.pull();
    await until(async () => (await far.own.fleet()).membership?.link === 'away', LIMIT_MS);
    await until(
      async () =>
        (await near.own.fleet()).machines.some(({ name, lostMs }) => name === 'far' && lostMs !== undefined),
      LIMIT_MS,
    );
    expect(await told()).toBe('behind');
    const began = performance.now();
    await expect(far.fleet.change(add(8_081))).rejects.toMatchObject({ code: 'unreachable' });
    expect(performance.now() - began).toBeLessThan(20_000);
    for (const port of [8_082, 8_083]) expect(await near.fleet.change(add(port))).toEqual(DONE);

    const { pid } = await far.own.status();
    await killed(pid!);
    await far.box.foreground({}, cable.far.by);
    await until(async () => (await told()) === 'behind', LIMIT_MS);
    expect((await far.own.fleet()).membership).toMatchObject({ link: 'away', revision: 1 });

    await cable.plug();
    await until(async () => {
      const { membership } = await far.own.fleet();
      return membership?.link === 'current' && membership.revision === 3;
    }, LIMIT_MS);
    expect(await far.fleet.change(add(8_084))).toEqual(DONE);
    await until(async () => (await near.own.fleet()).membership?.revision === 4, LIMIT_MS);
    const ports = ['8080', '8082', '8083', '8084'];
    for (const { fleet } of [near, far]) {
      expect((await fleet.entries()).map(({ listenPort }) => listenPort)).toEqual(ports);
    }
  },
);
