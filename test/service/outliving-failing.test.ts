import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { launchService } from '../../src/service/client/launch.ts';
import { Backend, Peer, ask } from '../relay/support/peer.ts';
import { freePort } from '../relay/support/ports.ts';
import { killed, sandbox, until } from './sandbox.ts';

const RUN = join(import.meta.dirname, '../fixtures/service/run.ts');

/** Each test starts several processes, one after the other. */
vi.setConfig({ testTimeout: 120_000 });

/** A service over Node's sockets, with an entry that leads to a server that names itself, and one with an open connection. */
async function serving(port?: number) {
  vi.stubEnv('NETSH_TRANSPORT', 'lent');
  const box = sandbox();
  const server = await Backend.start();
  const named = await Backend.named('served');
  const [address, listenPort] = ['127.0.0.1', port ?? (await freePort())];
  const openPort = await freePort();
  const backend = box.backend();
  for (const [at, connectPort] of [
    [listenPort, named.port],
    [openPort, server.port],
  ])
    await backend.change({
      op: 'add',
      values: {
        family: 'v4tov4',
        listenAddress: address,
        listenPort: String(at),
        connectAddress: '127.0.0.1',
        connectPort: String(connectPort),
      },
    });
  const peer = await Peer.dial(openPort);
  const far = await server.next();
  const { pid } = await backend.status();
  const close = async (): Promise<void> => {
    peer.reset();
    await Promise.all([server.close(), named.close()]);
  };
  return { box, backend, peer, far, address, port: listenPort, pid: pid!, close };
}

describe('an earlier process goes on with everything', () => {
  test.each(['asked', 'heard', 'released', 'bound'])(
    'where the new one dies when it has %s',
    async (step) => {
      const { box, backend, peer, far, address, port, pid, close } = await serving();
      const child = box.spawn('die-following.ts', [step, 'dies', address, port]);
      // A change waits, and is made when it is known how it went on.
      await once(child, 'close');
      const changed = backend.change({
        op: 'set',
        values: { ...(await entryOf(backend, port)), comment: 'later' },
      });
      await until(async () => (await ask(port).catch(() => '')) === 'served');
      expect(await changed).toMatchObject({ kind: 'done' });
      await peer.send('on');
      await far.sees('on');
      expect(await backend.status()).toMatchObject({ pid, entries: { listening: 2 } });
      expect(box.log()).toContain('The relay service was not handed over, and goes on. The other process');
      await box.restart();
      expect(await ask(port)).toBe('served');
      await close();
    },
  );

  test('where the new one stands still with the ports released', async () => {
    const { box, backend, address, port, pid, close } = await serving();
    const child = box.spawn('die-following.ts', ['released', 'stands', address, port]);
    await once(child.stdout!, 'data');
    await until(async () => (await ask(port).catch(() => '')) === 'served');
    expect((await backend.status()).pid).toBe(pid);
    expect(box.log()).toContain('The other process does not go on in time.');
    await killed(child.pid!);
    await close();
  });

  test.skipIf(process.getuid?.() !== 0)('where the new one may not bind', async () => {
    const port = await freeLowPort();
    const { box, backend, pid, close } = await serving(port);
    const without = ['--bounding-set', '-net_bind_service', process.execPath, RUN, 'take-over'];
    await expect(launchService({ command: 'setpriv', args: without }, box.paths)).rejects.toMatchObject({
      message: expect.stringContaining('does not listen'),
    });
    await until(async () => (await ask(port).catch(() => '')) === 'served');
    await until(async () => (await backend.status()).entries.listening === 2);
    expect((await backend.status()).pid).toBe(pid);
    await close();
  });
});

test('bytes of a connection arrive whole through restarts, and few clients are refused', async () => {
  const { box, peer, far, port, close } = await serving();
  const sent = createHash('sha256');
  const over = new AbortController();
  let refused = 0;
  let served = 0;
  const sending = (async () => {
    while (!over.signal.aborted) {
      const piece = randomBytes(64 * 1_024);
      sent.update(piece);
      await peer.send(piece);
    }
  })();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const answer = await ask(port).catch(() => 'refused');
      if (answer === 'served') served += 1;
      else refused += 1;
    }
  })();
  for (let count = 0; count < 3; count += 1) await box.restart();
  over.abort();
  await Promise.all([sending, asking]);
  peer.finish();
  await far.seesFin();
  expect(createHash('sha256').update(far.data).digest('hex')).toBe(sent.digest('hex'));
  expect(served).toBeGreaterThan(refused);
  await close();
});

async function entryOf(backend: ReturnType<ReturnType<typeof sandbox>['backend']>, port: number) {
  const found = (await backend.entries()).find(({ listenPort }) => listenPort === String(port))!;
  const { family, listenAddress, listenPort, connectAddress, connectPort } = found;
  return { family, listenAddress, listenPort, connectAddress, connectPort };
}

/** A port that only those with a capability may bind. */
async function freeLowPort(): Promise<number> {
  for (let port = 700; ; port += 1) {
    const peer = await Peer.dial(port).catch(() => undefined);
    if (!peer || peer.broken !== undefined) return port;
    peer.reset();
  }
}
