import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Change } from '../../src/portproxy/table.ts';
import { readTable } from '../../src/store/read-table.ts';
import { sandbox } from './sandbox.ts';
import { talk, target } from './target.ts';
import { entryAt, ownAddress } from './values.ts';

/** A change that is stored but needs no listener: the entry would forward to itself. */
function addHeld(index: number): Change {
  const address = `127.3.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  const values = { listenAddress: address, connectAddress: address, listenPort: '7000-7001' };
  return { op: 'add', values: { family: 'v4tov4', ...values } };
}

test('10,000 entries asked for at once are written in few writes', async () => {
  const box = sandbox();
  const backend = box.backend();
  const results = await Promise.all(
    Array.from({ length: 10_000 }, (_, index) => backend.change(addHeld(index))),
  );
  expect(results.filter(({ kind }) => kind !== 'done')).toEqual([]);
  expect(results[9999]).toEqual({
    kind: 'done',
    notices: [
      expect.stringMatching(/^The entry v4tov4 127\.3\.39\.250:7000-7001 is not listening: .*itself/),
    ],
  });
  const { writes, entries } = await backend.status();
  expect(entries.held).toBe(10_000);
  expect(writes).toBeLessThanOrEqual(20);
  expect(readTable(box.paths).entries).toHaveLength(10_000);
});

test('a change is on disk when it is answered', async () => {
  const box = sandbox();
  const backend = box.backend();
  for (let count = 1; count <= 5; count += 1) {
    await backend.change(addHeld(count));
    expect(readTable(box.paths).entries).toHaveLength(count);
  }
});

test('an entry that cannot listen is stored, and says why', async () => {
  const box = sandbox();
  const backend = box.backend();
  const result = await backend.change({
    op: 'add',
    values: { family: 'v4tov4', listenPort: '8080', connectAddress: 'localhost' },
  });
  expect(result).toEqual({
    kind: 'done',
    notices: [
      expect.stringMatching(/^The entry v4tov4 \*:8080 is not listening: It would forward to itself/),
    ],
  });
  expect(await backend.entries()).toMatchObject([{ listenPort: '8080', state: 'held' }]);
});

test('an entry can be disabled and enabled; neither needs a word', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const side = { family: 'v4tov4', listenAddress: address, listenPort: '8001' } as const;
  const listed = async () => (await backend.entries())[0];
  const set = (state: 'enabled' | 'disabled') => backend.change({ op: 'set', values: { ...side, state } });
  await backend.change({ op: 'add', values: entryAt(address, 8001) });
  expect(await set('disabled')).toEqual({ kind: 'done', notices: [] });
  expect(await listed()).toMatchObject({ connectPort: '9', disabled: true, state: 'disabled' });
  expect(readTable(box.paths).entries).toMatchObject([{ disabled: true }]);
  expect(
    (await box.backend('check').change({ op: 'set', values: { ...side, connectPort: '10' } })).kind,
  ).toBe('done');
  expect(await set('enabled')).toEqual({ kind: 'done', notices: [] });
  expect(await listed()).toMatchObject({ state: 'listening' });
  expect(await listed()).not.toHaveProperty('disabled');
});

test('a reset and the same entries again touch no listener, no connection and no counter', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const values = { ...entryAt(address, 8001), connectPort: await target() };
  await backend.change({ op: 'add', values });
  const client = await talk(8001, address);
  const results = await Promise.all([
    backend.change({ op: 'reset' }),
    backend.change({ op: 'add', values }),
    backend.change({ op: 'add', values: entryAt(address, 8002) }),
  ]);
  expect(results.map(({ kind }) => kind)).toEqual(['done', 'done', 'done']);
  client.write('still there?');
  expect(String(await once(client, 'data'))).toBe('still there?');
  expect(await backend.entries({ counters: true })).toMatchObject([
    { listenPort: '8001', counters: { connections: 1, connectionsTotal: 1 } },
    { listenPort: '8002', counters: { connectionsTotal: 0 } },
  ]);
});
