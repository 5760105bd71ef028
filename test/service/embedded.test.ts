import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { gone, sandbox } from './sandbox.ts';
import { closed, talk, target } from './target.ts';
import { add, entryAt, ownAddress, remove } from './values.ts';

test('an embedded relay listens in this process, and ends with it', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend('embedded');
  const values = { ...entryAt(address, 8001), connectPort: await target() };
  expect(await backend.change({ op: 'add', values })).toEqual({ kind: 'done', notices: [] });
  expect(await backend.status()).toMatchObject({ running: true, pid: process.pid });
  expect(await backend.entries()).toMatchObject([{ state: 'listening' }]);
  const client = await talk(8001, address);
  await backend.close();
  await closed(client);
  expect(existsSync(`${box.paths.run}/control.sock`)).toBe(false);
  expect(await box.backend().entries()).toMatchObject([{ listenPort: '8001', state: 'stopped' }]);
});

test('one-shots work with it, but may not end it', async () => {
  const box = sandbox();
  const address = ownAddress();
  const embedded = box.backend('embedded');
  await embedded.start();
  const other = box.backend();
  expect(await other.change(add(address, 8001))).toEqual({ kind: 'done', notices: [] });
  expect(await embedded.entries()).toHaveLength(1);
  expect((await embedded.change(remove(address, 8001))).kind).toBe('done');
  expect(await other.entries()).toEqual([]);
  for (const backend of [other, embedded]) {
    await expect(backend.stop({ drainMs: 0 })).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining(`inside a netsh shell (process ${process.pid})`),
    });
  }
});

test('it is refused while a service holds the home, and the service goes on', async () => {
  const box = sandbox();
  const { pid } = await box.backend().start();
  const embedded = box.backend('embedded');
  await expect(embedded.entries()).rejects.toMatchObject({
    code: 'busy',
    message: `A relay service runs already for ${box.home} (process ${pid}).`,
  });
  await embedded.close();
  expect(await box.status()).toMatchObject({ pid });
});

test('after it the service can start, and finds the entries', async () => {
  const box = sandbox();
  const address = ownAddress();
  const embedded = box.backend('embedded');
  await embedded.change(add(address, 8001));
  await embedded.close();
  const backend = box.backend();
  expect(await backend.start()).toMatchObject({ entries: { listening: 1 } });
  const { pid } = await backend.status();
  await backend.stop({ drainMs: 0 });
  await gone(pid!);
});
