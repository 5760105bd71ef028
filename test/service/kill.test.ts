import { expect, test } from 'vitest';
import type { ChangeResult } from '../../src/portproxy/changes/results.ts';
import { readTable } from '../../src/store/read-table.ts';
import { killed, sandbox, until } from './sandbox.ts';
import { add, ownAddress } from './values.ts';

/** `npm run test:kill` does 200. */
const KILLS = Number(process.env['NETSH_KILLS'] ?? 5);

test('kill -9 of the service at any moment loses no entry, and the client goes on', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  const results: ChangeResult[] = [];
  const end = new AbortController();

  const typing = (async () => {
    for (let port = 6000; !end.signal.aborted; port += 1)
      results.push(await backend.change(add(address, port)));
  })();

  const watcher = box.backend();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = results.length;
    await until(() => results.length > before + (kill % 5));
    const { pid } = await watcher.status();
    if (pid !== undefined) await killed(pid);
    // Whatever the moment was: the file is whole, and holds all that was acknowledged.
    const acknowledged = results.length;
    const table = readTable(box.paths);
    expect(table.broken).toBeUndefined();
    expect(table.entries.length).toBeGreaterThanOrEqual(acknowledged);
  }
  end.abort();
  await typing;
  expect(results.filter(({ kind }) => kind !== 'done')).toEqual([]);
  const entries = await backend.entries();
  expect(entries.map(({ listenPort }) => Number(listenPort))).toEqual(
    results.map((_, index) => 6000 + index),
  );
  const states = async (): Promise<unknown> => (await backend.status()).entries;
  await expect.poll(states, { timeout: 20_000 }).toMatchObject({ listening: results.length });
});
