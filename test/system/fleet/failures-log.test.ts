import { jetstream } from '@nats-io/jetstream';
import { expect, test, vi } from 'vitest';
import { FleetTable } from '../../../src/fleet/fleet-table.ts';
import { add, current, join } from './members.ts';
import { askServers } from './nats-cluster.ts';
import { NatsServer } from './nats-server.ts';

vi.setConfig({ testTimeout: 90_000 });

const DONE = { kind: 'done', notices: [] };
const LOG = 'netsh.test.log';
const STREAM = 'netsh-test-log';

/** Writes to the log as anybody can who has an account. */
async function write(server: NatsServer, ...messages: (string | Uint8Array)[]): Promise<void> {
  await askServers([server], async (_, connection) => {
    for (const message of messages) await jetstream(connection).publish(LOG, message);
  });
}

const HEAD = { format: 1, author: { user: 'eve', machine: 'elsewhere' } };

test('messages that are no commits are ignored with a remark, and changes go on', async () => {
  const server = await NatsServer.start();
  const [one, other] = [join([server], 'one'), join([server], 'two')];
  await Promise.all([current(one), current(other)]);
  await one.change(add(21_001));
  const { id } = one.member.table.point;
  const next = { ...HEAD, id: 'next', parent: id, revision: 2 };
  await write(
    server,
    'hello',
    new Uint8Array([0x78, 0x9c, 1, 2, 3]),
    Buffer.alloc(900_000, 'x'),
    '{}',
    '[1]',
    JSON.stringify({ ...next, revision: -1, put: [], remove: [] }),
    JSON.stringify({ ...next, put: [{ family: 7 }], remove: [] }),
    JSON.stringify({ ...next, parts: Array.from({ length: 5_000 }, () => 1) }),
    // A commit of before, and one that somebody made up below the table.
    JSON.stringify({ ...HEAD, id, parent: '', revision: 1, put: [], remove: ['tcp * 21001'] }),
    '\u001B[31mred\u0007',
  );
  expect(await other.change(add(21_002))).toEqual([DONE]);
  expect(await one.change(add(21_003))).toEqual([DONE]);
  await Promise.all([current(one, 3), current(other, 3)]);
  expect(one.member.table.document()).toBe(other.member.table.document());
  expect(one.member.table.size).toBe(3);
  const remarks = one.notices.filter((text) => text.includes('is ignored'));
  expect(remarks).toEqual([
    expect.stringMatching(
      /^A message in the log of the fleet is ignored \(sequence 2\): A commit is not JSON\.$/,
    ),
  ]);
  // A machine that begins now reads the same, and so does the history.
  const third = join([server], 'three');
  await current(third, 3);
  expect(third.member.table.document()).toBe(one.member.table.document());
  const history = await third.member.history({ commits: 10, changes: 10 });
  expect(history.map(({ revision }) => revision)).toEqual([1, 2, 3]);
});

test('where the last message is no commit, a machine with a copy goes on from it', async () => {
  const server = await NatsServer.start();
  const one = join([server], 'one');
  await current(one);
  await one.change(add(21_001));
  await write(server, 'hello');
  const table = FleetTable.parse(one.member.table.document());
  const other = join([server], 'two', { table });
  await current(other, 1);
  expect(await other.change(add(21_002))).toEqual([DONE]);
  await current(one, 2);
});

test.each<[string, (server: NatsServer) => Promise<unknown>, RegExp]>([
  [
    'emptied',
    (server) => askServers([server], (manager) => manager.streams.purge(STREAM)),
    /do not have its log any more/,
  ],
  [
    'removed',
    (server) => askServers([server], (manager) => manager.streams.delete(STREAM)),
    /do not have its log any more/,
  ],
  [
    'made anew by others',
    async (server) => {
      await askServers([server], (manager) => manager.streams.delete(STREAM));
      const third = join([server], 'three');
      await current(third);
      for (let port = 22_001; port < 22_005; port += 1) await third.change(add(port));
    },
    /have another table than this machine followed to revision 2\. Leave the fleet and join it again/,
  ],
])(
  'when the log is %s, machines keep their table, and say why they do not follow',
  async (_, harm, reason) => {
    const server = await NatsServer.start();
    const one = join([server], 'one');
    await current(one);
    await one.change(add(21_001));
    await one.change(add(21_002));
    await harm(server);
    await expect
      .poll(() => one.member.link, { timeout: 25_000 })
      .toMatchObject({ kind: 'away', reason: expect.stringMatching(reason) });
    expect(one.member.table.size).toBe(2);
    await expect(one.change(add(21_003))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(reason),
    });
    expect(one.member.table.size).toBe(2);
  },
);

test('a change against a log that was just emptied is refused in bounded time, and nothing is made', async () => {
  const server = await NatsServer.start();
  const one = join([server], 'one');
  await current(one);
  await one.change(add(21_001));
  await askServers([server], (manager) => manager.streams.purge(STREAM));
  const began = performance.now();
  await expect(one.change(add(21_002))).rejects.toMatchObject({ code: 'unreachable' });
  expect(performance.now() - began).toBeLessThan(10_000);
  await expect.poll(() => one.member.link.kind, { timeout: 10_000 }).toBe('away');
  expect(one.member.table.size).toBe(1);
  const state = await askServers([server], async (manager) => (await manager.streams.info(STREAM)).state);
  expect(state.messages).toBe(0);
});
