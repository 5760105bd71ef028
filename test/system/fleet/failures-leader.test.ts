import { expect, test } from 'vitest';
import { add, current, join } from './members.ts';
import { NatsRelay } from './nats-relay.ts';
import { NatsServer } from './nats-server.ts';

const DONE = { kind: 'done', notices: [] };

test('of two commits that the servers took behind the same one, the first counts; the second is made on the new table', async () => {
  const server = await NatsServer.start();
  const relay = await NatsRelay.start(server);
  const [one, other] = [join([server], 'one'), join([relay], 'two')];
  await Promise.all([current(one), current(other)]);
  // What a leader does that dies is done here on the way: the server is not told which commit is expected before.
  relay.change = (bytes) =>
    Buffer.from(
      bytes.toString('latin1').replaceAll('Nats-Expected-Last-S', 'Gone-Expected-Last-S'),
      'latin1',
    );
  relay.hold();
  expect(await one.change(add(21_001, { comment: 'of one' }))).toEqual([DONE]);
  const late = other.change(add(21_001, { comment: 'of two' }), add(21_002));
  await expect.poll(() => relay.held).toContain('Gone-Expected');
  relay.release();
  expect(await late).toMatchObject([
    {
      kind: 'refused',
      code: 'changed',
      detail: expect.stringContaining('by ada on one meanwhile (revision 1'),
    },
    DONE,
  ]);
  await current(one, 2);
  expect(one.member.table.document()).toBe(other.member.table.document());
  expect(one.member.table.rows()).toMatchObject([
    { entry: { comment: 'of one' } },
    { entry: { listenPort: '21002' } },
  ]);
  // The history tells what counts, and a machine that comes later reads the same.
  const history = await one.member.history({ commits: 10, changes: 10 });
  expect(history.map(({ revision, author }) => [revision, author.machine])).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
  const third = join([server], 'three');
  await current(third, 2);
  expect(third.member.table.document()).toBe(one.member.table.document());
});

test('a machine that commits all the time leaves room for those of others', async () => {
  const server = await NatsServer.start();
  const [busy, other] = [join([server], 'one'), join([server], 'two')];
  await Promise.all([current(busy), current(other)]);
  let port = 20_000;
  const end = new AbortController();
  const work = async (): Promise<void> => {
    while (!end.signal.aborted) await busy.change(add(port++));
  };
  const works = [work(), work()];
  const before: number[] = [];
  for (let at = 0; at < 20; at += 1) {
    const began = busy.member.table.point.revision;
    expect(await other.change(add(40_000 + at))).toEqual([DONE]);
    before.push(other.member.table.point.revision - began);
  }
  end.abort();
  await Promise.all(works);
  // How many revisions of the busy one came first.
  expect(before.toSorted((a, b) => a - b)[10]).toBeLessThan(10);
});
