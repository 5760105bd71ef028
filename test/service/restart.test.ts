import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Peer } from '../relay/support/peer.ts';
import { Backend } from '../relay/support/peer.ts';
import { freePort } from '../relay/support/ports.ts';
import { FeedReader } from './feed-reader.ts';
import { gone, sandbox, until } from './sandbox.ts';

/** A service with one entry that leads to a server. */
async function serving() {
  const box = sandbox();
  const server = await Backend.start();
  const port = await freePort();
  const backend = box.backend();
  await backend.change({
    op: 'add',
    values: {
      family: 'v4tov4',
      listenAddress: '127.0.0.1',
      listenPort: String(port),
      connectAddress: '127.0.0.1',
      connectPort: String(server.port),
    },
  });
  return { box, server, port, backend };
}

test('a new process takes over connections, lock and control socket; the earlier one ends', async () => {
  const { box, server, port, backend } = await serving();
  const { pid } = await backend.status();
  const peer = await Peer.dial(port);
  const far = await server.next();
  await peer.send('before, ');
  await far.sees('before, ');
  const [before] = await backend.connections();
  const next = await box.restart({ TEST_VERSION: '0.0.1-test' });
  expect(next).not.toBe(pid);
  await gone(pid!);
  expect(await backend.status()).toMatchObject({
    running: true,
    pid: next,
    version: '0.0.1-test',
    entries: { listening: 1 },
  });
  await until(async () => (await backend.status()).connections === 1);
  await peer.send('after');
  await far.sees('before, after');
  expect(await backend.connections()).toMatchObject([
    { id: before?.id, client: before?.client, bytesUp: 13 },
  ]);
  await peer.send('!');
  far.finish('bye');
  await peer.seesFin();
  peer.finish();
  expect(await backend.stop({ drainMs: 1_000 })).toBe(true);
  await gone(next);
  expect(existsSync(join(box.paths.run, 'life.sock'))).toBe(false);
  await server.close();
});

test('changes of the table go on through it, each once', async () => {
  const { box, server, port, backend } = await serving();
  const adding = (async () => {
    for (let index = 1; index <= 60; index += 1) {
      const result = await backend.change({
        op: 'add',
        values: {
          family: 'v4tov4',
          listenAddress: '127.0.0.1',
          listenPort: String(port),
          connectAddress: '127.0.0.1',
          connectPort: String(server.port),
          comment: `change ${index}`,
        },
      });
      expect(result.kind).toBe('done');
    }
  })();
  for (let life = 0; life < 2; life += 1) await box.restart();
  await adding;
  expect(await backend.entries()).toMatchObject([{ comment: 'change 60', state: 'listening' }]);
  await server.close();
});

test('where none runs, one is started', async () => {
  const box = sandbox();
  const pid = await box.restart();
  expect((await box.status()).pid).toBe(pid);
});

test('a feed sees one gap and goes on by itself', async () => {
  const { box, server, port, backend } = await serving();
  const reader = new FeedReader(backend.feed, 100);
  const peer = await Peer.dial(port);
  await reader.sees(({ connections }) => connections.size === 1);
  const next = await box.restart();
  await reader.sees(({ messages }) => messages.filter(({ kind }) => kind === 'snapshot').length === 2);
  await reader.sees(({ connections }) => connections.size === 1);
  expect(reader.kinds.filter((kind) => kind !== 'difference')).toEqual(['snapshot', 'lost', 'snapshot']);
  expect((await backend.status()).pid).toBe(next);
  await reader.end();
  peer.reset();
  await server.close();
});

test.runIf(process.platform === 'linux')(
  'a new process that may open too few descriptors takes nothing, and says so',
  async () => {
    const { box, server, port, backend } = await serving();
    const peers = await Promise.all(Array.from({ length: 100 }, () => Peer.dial(port)));
    await until(() => server.count === 100);
    const { pid } = await backend.status();
    await expect(box.restart({}, ['prlimit', '--nofile=120:120'])).rejects.toMatchObject({
      code: 'start',
      message: expect.stringContaining('There are too few descriptors for all sockets of the other process.'),
    });
    expect(await backend.status()).toMatchObject({ pid, connections: 100, entries: { listening: 1 } });
    for (const peer of peers) await peer.send('here');
    await until(() => server.peers.every(({ text }) => text === 'here'));
    const next = await box.restart();
    for (const peer of peers) await peer.send(', there');
    await until(() => server.peers.every(({ text }) => text === 'here, there'));
    expect((await backend.status()).pid).toBe(next);
    await server.close();
  },
  120_000,
);

test('a relay inside a shell is not taken over, and goes on', async () => {
  const box = sandbox();
  const backend = box.backend('embedded');
  await backend.start();
  await expect(box.restart()).rejects.toMatchObject({
    code: 'start',
    message: expect.stringContaining('was not taken over, and goes on. The relay runs inside a netsh shell'),
  });
  expect(await backend.status()).toMatchObject({ running: true, pid: process.pid });
});
