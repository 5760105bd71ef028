import { expect, test, vi } from 'vitest';
import { SNAPSHOT_EVERY } from '../../../../src/fleet/snapshots.ts';
import { add, changed, current, join } from '../members.ts';
import { NatsCluster } from '../nats-cluster.ts';

// Servers choose a leader, which takes them up to 10 seconds.
vi.setConfig({ testTimeout: 180_000 });

const DONE = { kind: 'done', notices: [] };

test('what was acknowledged is in the table of all, though the leader is killed while two members change it', async () => {
  const cluster = await NatsCluster.start();
  const [one, other] = [join(cluster.servers, 'one'), join(cluster.servers, 'two')];
  await Promise.all([current(one), current(other)]);
  const made: number[] = [];
  let port = 20_000;
  const end = new AbortController();
  const work = async (member: typeof one): Promise<void> => {
    while (!end.signal.aborted) {
      const mine = port++;
      await changed(member, add(mine));
      made.push(mine);
    }
  };
  const works = [one, other, one, other].map(work);
  await expect.poll(() => made.length, { timeout: 30_000 }).toBeGreaterThan(20);
  const leader = await cluster.leader();
  await leader.kill();
  const before = made.length;
  const began = performance.now();
  await expect.poll(() => made.length, { timeout: 30_000 }).toBeGreaterThan(before + 4);
  expect(performance.now() - began).toBeLessThan(20_000);
  await leader.start();
  end.abort();
  await Promise.all(works);
  await expect
    .poll(() => other.member.table.document(), { timeout: 30_000 })
    .toBe(one.member.table.document());
  const ports = new Set(one.member.table.entries().map(({ listenPort }) => Number(listenPort)));
  expect(made.filter((mine) => !ports.has(mine))).toEqual([]);
  expect(await one.change(add(19_999))).toEqual([DONE]);
});

test('a fleet that was made while a server was away is kept by three as soon as there are three', async () => {
  const cluster = await NatsCluster.start({ running: 2 });
  const one = join(cluster.servers.slice(0, 2), 'one');
  await current(one, 0, 40_000);
  await one.change(add(21_001));
  const copies = (): Promise<number | undefined> =>
    cluster.ask(async (manager) => (await manager.streams.info('netsh-test-log')).config.num_replicas);
  expect(await copies()).toBe(1);
  await cluster.servers[2]!.start();
  await expect.poll(copies, { timeout: 80_000, interval: 500 }).toBe(3);
  expect(await one.change(add(21_002))).toEqual([DONE]);
});

test('a leader that hangs is left within seconds: changes go on, and what it holds is not lost', async () => {
  const cluster = await NatsCluster.start();
  const [one, other] = [join(cluster.servers, 'one'), join(cluster.servers, 'two')];
  await Promise.all([current(one, 0, 40_000), current(other, 0, 40_000)]);
  await one.change(add(21_001));
  const leader = await cluster.leader();
  leader.hang();
  const began = performance.now();
  await Promise.all([changed(one, add(21_010)), changed(other, add(21_011))]);
  expect(performance.now() - began).toBeLessThan(30_000);
  leader.goOn();
  await Promise.all([current(one, 3), current(other, 3)]);
  expect(await one.change(add(21_002))).toEqual([DONE]);
  await current(other, 4);
  expect(one.member.table.document()).toBe(other.member.table.document());
});

test('the history is whole after each server was killed in turn, with a snapshot stored before', async () => {
  const cluster = await NatsCluster.start();
  const one = join(cluster.servers, 'one');
  await current(one, 0, 40_000);
  const snapshots = SNAPSHOT_EVERY + 5;
  for (let at = 0; at < snapshots; at += 1) await changed(one, add(20_000 + at));
  for (const [at, server] of cluster.servers.entries()) {
    await server.kill();
    await changed(one, add(30_000 + at));
    await server.start();
    await changed(one, add(31_000 + at));
  }
  const last = snapshots + 2 * cluster.servers.length;
  await current(one, last, 60_000);
  const history = await one.member.history({ commits: 20_000, changes: 1 });
  expect(history.map(({ revision }) => revision)).toEqual(Array.from({ length: last }, (_, at) => at + 1));
  const other = join(cluster.servers, 'two');
  await current(other, last, 60_000);
  expect(other.member.table.document()).toBe(one.member.table.document());
});
