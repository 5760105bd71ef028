import { once } from 'node:events';
import { expect, test } from 'vitest';
import { killed, sandbox, until } from './sandbox.ts';
import { closed, talk, target } from './target.ts';
import { entryAt, ownAddress } from './values.ts';

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'a service that starts after %s listens at once where connections were open',
  async (signal) => {
    const box = sandbox();
    const first = await box.foreground({ TEST_DRAIN_MS: '50' });
    const address = ownAddress();
    const connectPort = await target();
    await box.backend().change({ op: 'add', values: { ...entryAt(address, 8001), connectPort } });
    const clients = await Promise.all(Array.from({ length: 20 }, () => talk(8001, address)));
    // Half of them end in order, so that their ports wait at the relay's side (TIME-WAIT).
    for (const client of clients.slice(10)) client.end();
    await Promise.all(clients.slice(10).map(closed));
    if (signal === 'SIGKILL') await killed(first.pid ?? 0);
    else {
      const exit = once(first, 'exit');
      first.kill(signal);
      await exit;
    }
    await box.foreground();
    const backend = box.backend();
    await until(async () => (await backend.entries())[0]?.state !== 'stopped');
    expect(await backend.entries()).toMatchObject([{ listenPort: '8001', state: 'listening' }]);
    await talk(8001, address);
  },
);
