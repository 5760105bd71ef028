import { expect, test } from 'vitest';
import { Backend, Peer } from '../relay/support/peer.ts';
import { freePort } from '../relay/support/ports.ts';
import { FeedReader } from './feed-reader.ts';
import { sandbox, until } from './sandbox.ts';

test('while connections finish, entries are told as stopped, and nobody else gets in', async () => {
  const box = sandbox();
  const server = await Backend.start();
  const port = await freePort();
  const backend = box.backend();
  const side = { family: 'v4tov4', listenAddress: '127.0.0.1', listenPort: String(port) } as const;
  await backend.change({
    op: 'add',
    values: { ...side, connectAddress: '127.0.0.1', connectPort: String(server.port) },
  });
  const peer = await Peer.dial(port);
  const far = await server.next();
  const reader = new FeedReader(backend.feed, 100);
  await reader.sees(({ connections }) => connections.size === 1);
  const stopped = backend.stop({ drainMs: 60_000 });
  await reader.sees(({ states }) => states[0] === `${port} stopped`);
  const late = await Peer.dial(port);
  await until(() => late.closed);
  expect(late.broken).toBe('ECONNREFUSED');
  await peer.send('still here');
  await far.sees('still here');
  far.finish();
  peer.finish();
  expect(await stopped).toBe(true);
  await reader.end();
  await server.close();
});
