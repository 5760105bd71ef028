import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandbox, until } from './sandbox.ts';
import { add, ownAddress } from './values.ts';

test('a control socket that somebody removes is opened again, by the same service', async () => {
  const box = sandbox();
  const address = ownAddress();
  const child = await box.foreground();
  const kept = box.backend();
  await kept.change(add(address, 8001));
  rmSync(join(box.paths.run, 'control.sock'));
  await until(async () => (await box.status()).running);
  expect(await box.status()).toMatchObject({ pid: child.pid, entries: { listening: 1 } });
  expect(await kept.change(add(address, 8002))).toEqual({ kind: 'done', notices: [] });
  // Not once only.
  rmSync(join(box.paths.run, 'control.sock'));
  await until(async () => (await box.status()).running);
  expect(box.log()).toContain('is open again');
});

test('a change meanwhile waits for it and starts no second service', async () => {
  const box = sandbox();
  const child = await box.foreground();
  rmSync(join(box.paths.run, 'control.sock'));
  const backend = box.backend();
  expect(await backend.change(add(ownAddress(), 8001))).toEqual({ kind: 'done', notices: [] });
  expect(await backend.status()).toMatchObject({ pid: child.pid });
});

test.each(['home', 'run'] as const)('a service whose %s folder is removed ends', async (folder) => {
  const box = sandbox();
  const child = await box.foreground();
  await box.backend().change(add(ownAddress(), 8001));
  const exit = once(child, 'exit');
  rmSync(box.paths[folder], { recursive: true });
  expect(await exit).toEqual([0, null]);
});
