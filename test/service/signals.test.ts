import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTable } from '../../src/store/read-table.ts';
import { type Sandbox, sandbox, until } from './sandbox.ts';
import { closed, talk, target } from './target.ts';
import { add, entryAt, ownAddress } from './values.ts';

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the service in order', async (signal) => {
  const box = sandbox();
  const child = await box.foreground();
  await box.backend().change(add(ownAddress(), 8001));
  const exit = once(child, 'exit');
  child.kill(signal);
  expect(await exit).toEqual([0, null]);
  expect(existsSync(join(box.paths.run, 'control.sock'))).toBe(false);
  expect(box.log()).toContain('The relay service has ended.');
});

test('SIGHUP reads a table that was edited', async () => {
  const box = sandbox();
  const address = ownAddress();
  const child = await box.foreground();
  const backend = box.backend();
  await backend.change(add(address, 8001));
  await backend.change(add(address, 8002));
  const entries = [entryAt(address, 8003)];
  writeFileSync(box.paths.table, JSON.stringify({ table: { version: 1, entries } }));
  child.kill('SIGHUP');
  await until(async () => (await backend.entries()).length === 1);
  await until(async () => (await backend.status()).entries.listening === 1);
  expect(await backend.entries()).toMatchObject([{ listenPort: '8003', state: 'listening' }]);
  expect(await backend.change(add(address, 8004))).toEqual({ kind: 'done', notices: [] });
  expect(box.log()).toContain('The relay service has read the table again (SIGHUP).');
});

test('SIGHUP without a table keeps what is in memory, writes it again and tells of it', async () => {
  const box = sandbox();
  const child = await box.foreground();
  const backend = box.backend();
  await backend.change(add(ownAddress(), 8001));
  rmSync(box.paths.table);
  child.kill('SIGHUP');
  await until(() => box.log().includes('The table in memory stays in force (SIGHUP); it is on disk again.'));
  expect(box.log()).toContain(`The table ${box.paths.table} is gone. What is in memory stays in force.`);
  expect(readTable(box.paths).entries).toHaveLength(1);
  expect(await backend.status()).toMatchObject({ entries: { listening: 1 } });
});

test('SIGHUP with a spoilt table keeps what is in memory, writes it again and tells of it', async () => {
  const box = sandbox();
  const address = ownAddress();
  const child = await box.foreground();
  const backend = box.backend();
  await backend.change(add(address, 8001));
  await backend.change(add(address, 8002));
  writeFileSync(box.paths.table, '{');
  child.kill('SIGHUP');
  await until(() => box.log().includes('is broken'));
  await until(() => readTable(box.paths).entries.length === 2);
  expect(box.log()).toContain('The broken file is kept as');
  expect(await backend.status()).toMatchObject({ entries: { listening: 2 } });
  await until(() => box.log().includes('The table in memory stays in force (SIGHUP); it is on disk again.'));
  expect(box.log()).not.toContain('has read the table');
});

/** A connection through the relay. */
async function connected(box: Sandbox): Promise<Socket> {
  const address = ownAddress();
  const values = { ...entryAt(address, 8001), connectPort: await target() };
  await box.backend().change({ op: 'add', values });
  return await talk(8001, address);
}

test('SIGTERM lets connections finish, and takes no new ones', async () => {
  const box = sandbox();
  const child = await box.foreground();
  const client = await connected(box);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await until(() => box.log().includes('connections may finish'));
  await until(async () => !(await box.status()).running);
  client.write('still there?');
  expect(String(await once(client, 'data'))).toBe('still there?');
  expect(child.exitCode).toBeNull();
  client.end();
  await closed(client);
  expect(await exit).toEqual([0, null]);
});

test('a connection that does not finish is ended after the time to drain', async () => {
  const box = sandbox();
  const child = await box.foreground({ TEST_DRAIN_MS: '100' });
  const client = await connected(box);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  await closed(client);
});

test('a second SIGTERM ends it at once', async () => {
  const box = sandbox();
  const child = await box.foreground({ TEST_DRAIN_MS: '600000' });
  await connected(box);
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await until(() => box.log().includes('connections may finish'));
  // Within 50 ms it would be the same request, as a launcher passes it on.
  const asked = performance.now();
  await until(() => performance.now() - asked > 60);
  child.kill('SIGTERM');
  expect(await exit).toEqual([1, null]);
});

test('a second service for the same home is refused, and the first goes on', async () => {
  const box = sandbox();
  const first = await box.foreground();
  const second = await box.run('run.ts', ['foreground']);
  expect(second.code).not.toBe(0);
  expect(second.err).toContain(`A relay service runs already for ${box.home} (process ${first.pid}).`);
  expect(await box.status()).toMatchObject({ pid: first.pid });
});
