import { expect, test } from 'vitest';
import { FleetTable } from '../../../src/fleet/fleet-table.ts';
import { dumpTable } from '../../../src/portproxy/dump.ts';
import { add, current, join } from './members.ts';
import { longTest } from './long-test.ts';
import { NatsServer } from './nats-server.ts';

const DONE = { kind: 'done', notices: [] };
const SIDE = { family: 'v4tov4', listenAddress: '*' } as const;

test('a change of one member is the table of all, to the byte of its dump', async () => {
  const server = await NatsServer.start();
  const [one, other] = [join([server], 'one'), join([server], 'two')];
  await Promise.all([current(one), current(other)]);
  expect(await one.change(add(21_001), add(21_002, { comment: 'web' }))).toEqual([DONE, DONE]);
  await current(other, 1);
  expect(await other.change({ op: 'delete', side: { ...SIDE, listenPort: '21001' } })).toEqual([DONE]);
  await current(one, 2);
  expect(one.member.table.document()).toBe(other.member.table.document());
  expect(dumpTable(one.member.table.entries())).toEqual(dumpTable(other.member.table.entries()));
  expect(one.member.table.rows()).toMatchObject([
    { entry: { listenPort: '21002', comment: 'web' }, revision: 1, by: { user: 'ada', machine: 'one' } },
  ]);
});

test('changes of two members at once are all made', async () => {
  const server = await NatsServer.start();
  const [one, other] = [join([server], 'one'), join([server], 'two')];
  await Promise.all([current(one), current(other)]);
  const ports = Array.from({ length: 20 }, (_, index) => 22_000 + index);
  const results = await Promise.all(
    ports.flatMap((port) => [one.change(add(port)), other.change(add(port + 100))]),
  );
  expect(results.flat()).toEqual(Array.from({ length: 40 }, () => DONE));
  await Promise.all([current(one, 40), current(other, 40)]);
  expect(one.member.table.size).toBe(40);
  expect(one.member.table.document()).toBe(other.member.table.document());
});

test('of two changes of one entry at once, the second is refused and names the first', async () => {
  const server = await NatsServer.start();
  const [one, other] = [join([server], 'one'), join([server], 'two')];
  await Promise.all([current(one), current(other)]);
  const results = await Promise.all([
    one.change(add(21_001, { comment: 'of one' })),
    other.change(add(21_001, { comment: 'of two' }), add(21_002)),
  ]);
  const [mine, theirs] = results;
  // Whoever was first has won; the other one's change of another entry is made all the same.
  const isFirst = mine[0]?.kind === 'done';
  const refused = isFirst ? theirs[0] : mine[0];
  expect(refused).toMatchObject({
    kind: 'refused',
    code: 'changed',
    detail: expect.stringContaining(`by ada on ${isFirst ? 'one' : 'two'} meanwhile (revision 1, `),
  });
  expect(theirs[1]).toEqual(DONE);
});

test('a commit of 10,000 entries comes whole, in parts of what a message holds', async () => {
  // Random comments do not compress: the commit takes several messages of 256 KiB.
  const server = await NatsServer.start('max_payload: 262144');
  const [one, other] = [join([server], 'one'), join([server], 'two')];
  await Promise.all([current(one), current(other)]);
  const changes = Array.from({ length: 10_000 }, (_, index) =>
    add(30_000 + index, { comment: `${Math.random()}${Math.random()}${Math.random()}` }),
  );
  const expected = { entries: [], absent: [], nothingElse: true };
  expect(await one.member.transaction({ changes, expected }, 'ada')).toEqual(DONE);
  await current(other, 1);
  expect(other.steps).toEqual([1]);
  expect(other.member.table.document()).toBe(one.member.table.document());
});

test('a transaction whose table has changed is refused as a whole', async () => {
  const server = await NatsServer.start();
  const one = join([server], 'one');
  await current(one);
  await one.change(add(21_001));
  const expected = { entries: [], absent: [{ ...SIDE, listenPort: '21001' }], nothingElse: false };
  const result = await one.member.transaction({ changes: [add(21_002), add(21_001)], expected }, 'ada');
  expect(result).toMatchObject({ kind: 'conflict', conflicts: [{ code: 'changed' }] });
  expect(one.member.table.point.revision).toBe(1);
});

test('a member that was away takes what it has missed in one step', async () => {
  const server = await NatsServer.start();
  const one = join([server], 'one');
  await current(one);
  await one.change(add(21_001));
  const kept = FleetTable.parse(one.member.table.document());
  for (let port = 21_002; port < 21_012; port += 1) await one.change(add(port));
  const other = join([server], 'two', { table: kept });
  await current(other);
  expect(other.steps).toEqual([11]);
  expect(other.member.table.document()).toBe(one.member.table.document());
});

test('a cold start reads the last snapshot and what came after it', async () => {
  const server = await NatsServer.start();
  const one = join([server], 'one');
  await current(one);
  for (let port = 21_001; port <= 21_405; port += 1) await one.change(add(port));
  const other = join([server], 'two');
  await current(other);
  expect(other.steps).toEqual([405]);
  expect(other.member.table.document()).toBe(one.member.table.document());
});

longTest(
  'while the engine is away the table stays, changes are refused, and all goes on at its return',
  async () => {
    const server = await NatsServer.start();
    const one = join([server], 'one');
    await current(one);
    await one.change(add(21_001));
    await server.kill();
    await expect.poll(() => one.member.link.kind, { timeout: 10_000 }).toBe('away');
    expect(one.member.table.size).toBe(1);
    await expect
      .poll(() => one.change(add(21_002)).then(String, (error: unknown) => error), { timeout: 20_000 })
      .toMatchObject({ code: 'unreachable', message: expect.stringContaining('The fleet test is away.') });
    await server.start();
    await current(one);
    expect(await one.change(add(21_003))).toEqual([DONE]);
  },
);

longTest('machines tell of themselves, and one that has gone is lost', async () => {
  const server = await NatsServer.start();
  const [one, other] = [
    join([server], 'one.example'),
    join([server], 'two', { setting: { labels: { site: 'berlin' } } }),
  ];
  await Promise.all([current(one), current(other)]);
  await one.change(add(21_001));
  await expect
    .poll(() => one.member.machines(), { timeout: 10_000 })
    .toMatchObject([
      { name: 'one.example', state: { revision: 1, version: '0.0.0-test' } },
      { name: 'two', state: { revision: 1, labels: { site: 'berlin' } } },
    ]);
  await other.member.close();
  await expect
    .poll(async () => (await one.member.machines()).find(({ name }) => name === 'two')?.lostMs, {
      timeout: 15_000,
    })
    .toBeGreaterThan(0);
});
