import { once } from 'node:events';
import { expect, test } from 'vitest';
import { stagedBackend } from '../../src/service/session/staged-backend.ts';
import { readTable } from '../../src/store/read-table.ts';
import { rawRequest } from './raw-request.ts';
import { sandbox, until } from './sandbox.ts';
import { closed, talk, target } from './target.ts';
import { add, entryAt, ownAddress, remove } from './values.ts';

const DONE = { kind: 'done', notices: [] };

test('a group is changed and deleted in one write; connections go on, and kill ends those of the group alone', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const connectPort = await target();
  for (const [port, group] of [
    [8001, 'web'],
    [8002, 'Web'],
    [8003, 'db'],
  ] as const) {
    expect(
      await backend.change({ op: 'add', values: { ...entryAt(address, port), connectPort, group } }),
    ).toEqual(DONE);
  }
  const [one, two, other] = [await talk(8001, address), await talk(8002, address), await talk(8003, address)];
  const { writes = 0 } = await backend.status();
  expect(
    await backend.change({ op: 'group-set', group: 'WEB', values: { state: 'disabled', idleTimeout: '1h' } }),
  ).toEqual(DONE);
  expect(await backend.entries()).toMatchObject([
    { state: 'disabled', idleTimeout: '1h' },
    { state: 'disabled', idleTimeout: '1h' },
    { state: 'listening', group: 'db' },
  ]);
  one.write('still there?');
  expect(String((await once(one, 'data'))[0])).toBe('still there?');

  expect(await box.backend('check').kill({ group: 'web' })).toBe(2);
  expect(await backend.kill({ group: 'web', entry: `v4tov4 ${address} 8003` })).toBe(0);
  expect(await backend.kill({ group: 'none' })).toBe(0);
  expect(await backend.kill({ group: 'web' })).toBe(2);
  await Promise.all([closed(one), closed(two)]);
  other.write('and I?');
  expect(String((await once(other, 'data'))[0])).toBe('and I?');

  expect(await backend.change({ op: 'group-delete', group: 'web' })).toEqual(DONE);
  expect((await backend.status()).writes).toBe(writes + 2);
  expect(await backend.change({ op: 'group-delete', group: 'web' })).toEqual({ kind: 'absent' });
  expect(readTable(box.paths).entries.map(({ group }) => group)).toEqual(['db']);
});

test('in a transaction a change of a group sees the changes before it', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  const grouped = { ...entryAt(address, 8001), group: 'web' };
  const transaction = {
    changes: [
      { op: 'add', values: grouped },
      { op: 'group-set', group: 'web', values: { comment: 'both', state: 'disabled' } },
    ],
    expected: { entries: [], absent: [], nothingElse: true },
  } as const;
  expect(await box.backend('check').transaction(transaction)).toMatchObject({ kind: 'done' });
  expect(await backend.transaction(transaction)).toMatchObject({ kind: 'done' });
  expect(await backend.entries()).toMatchObject([{ comment: 'both', state: 'disabled' }]);
});

test('staged, a change of a group is one of the entries that were seen; who comes into the group later is left alone', async () => {
  const box = sandbox();
  const backend = box.backend();
  const address = ownAddress();
  await backend.change({ op: 'add', values: { ...entryAt(address, 8001), group: 'web' } });
  const staged = stagedBackend(backend);
  staged.goOffline();
  const off = { op: 'group-set', group: 'web', values: { state: 'disabled' } } as const;
  expect(await staged.change({ op: 'add', values: { ...entryAt(address, 8002), group: 'web' } })).toEqual(
    DONE,
  );
  expect(await staged.change(off)).toEqual(DONE);
  expect(await staged.change({ op: 'group-delete', group: 'none' })).toEqual({ kind: 'absent' });
  expect(staged.staged).toBe(2);
  expect((await staged.differences()).changed).toHaveLength(1);
  await backend.change({ op: 'add', values: { ...entryAt(address, 8003), group: 'web' } });
  expect(await staged.commit()).toMatchObject({ kind: 'done' });
  expect((await backend.entries()).map(({ listenPort, state }) => [listenPort, state])).toEqual([
    ['8001', 'disabled'],
    ['8003', 'listening'],
    ['8002', 'disabled'],
  ]);
  await staged.change({ op: 'group-delete', group: 'web' });
  await backend.change(remove(address, 8003));
  expect(await staged.commit()).toMatchObject({ kind: 'conflict', conflicts: [{ code: 'changed' }] });
});

test('an embedded relay knows groups too', async () => {
  const box = sandbox();
  const backend = box.backend('embedded');
  const address = ownAddress();
  const values = { ...entryAt(address, 8001), connectPort: await target(), group: 'web' };
  await backend.change({ op: 'add', values });
  await backend.change(add(address, 8002));
  const client = await talk(8001, address);
  await until(async () => (await backend.connections()).length === 1);
  expect(await backend.kill({ group: 'web' })).toBe(1);
  await closed(client);
  expect(await backend.change({ op: 'group-delete', group: 'web' })).toEqual(DONE);
  expect(await backend.entries()).toHaveLength(1);
});

test.each([
  ['/v1/kill', '{"group": ""}'],
  ['/v1/kill', '{"group": "a b"}'],
  ['/v1/kill', '{"group": 1}'],
  ['/v1/kill', '{"entry": "v4tov4 * 80", "group": {}}'],
  ['/v1/changes', '{"changes": [{"op": "group-set", "group": "web"}]}'],
  ['/v1/changes', '{"changes": [{"op": "group-set", "group": "-", "values": {}}]}'],
  ['/v1/changes', '{"changes": [{"op": "group-set", "group": "web", "values": {"balance": "random"}}]}'],
  ['/v1/changes', '{"changes": [{"op": "group-set", "group": "web", "values": {"comment": 5}}]}'],
  ['/v1/changes', '{"changes": [{"op": "group-delete"}]}'],
])('%s refuses %s', async (path, body) => {
  const box = sandbox();
  await box.backend().start();
  expect(await rawRequest(box, 'POST', path, body)).toMatchObject({
    status: 400,
    json: { error: { code: 'invalid' } },
  });
});
