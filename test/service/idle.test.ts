import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gone, sandbox, until } from './sandbox.ts';
import { add, ownAddress, remove } from './values.ts';

const SOON_MS = 200;

test('without entries and clients the service leaves by itself', async () => {
  const box = sandbox();
  const backend = box.backend('service', SOON_MS);
  const { pid } = await backend.start();
  await backend.close();
  await gone(pid!);
  expect(existsSync(join(box.paths.run, 'control.sock'))).toBe(false);
  expect(box.log()).toContain('The relay service leaves');
});

test('a client keeps it, and so does an entry', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend('service', SOON_MS);
  const { pid } = await backend.start();
  const other = box.backend();
  // The service's clock has passed its idle time while a client was there.
  await until(async () => ((await other.status()).uptimeMs ?? 0) > 3 * SOON_MS);
  expect(await backend.status()).toMatchObject({ pid });

  await backend.change(add(address, 8001));
  await backend.close();
  await other.close();
  await until(async () => {
    const watcher = box.backend();
    const { uptimeMs = 0 } = await watcher.status();
    await watcher.close();
    return uptimeMs > 6 * SOON_MS;
  });
  const last = box.backend('service', SOON_MS);
  expect(await last.status()).toMatchObject({ pid });
  await last.change(remove(address, 8001));
  await last.close();
  await gone(pid!);
});

test('changes that meet a leaving service are not lost', async () => {
  const box = sandbox();
  const address = ownAddress();
  for (let port = 8001; port < 8004; port += 1) {
    const backend = box.backend('service', 1);
    expect(await backend.change(add(address, port))).toEqual({ kind: 'done', notices: [] });
    expect((await backend.change(remove(address, port))).kind).toBe('done');
    await backend.close();
  }
});
