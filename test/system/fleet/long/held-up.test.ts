import { expect, test, vi } from 'vitest';
import { add, current, join } from '../members.ts';
import { NatsRelay } from '../nats-relay.ts';
import { NatsServer } from '../nats-server.ts';

vi.setConfig({ testTimeout: 90_000 });

const DONE = { kind: 'done', notices: [] };

test('a member that is cut off keeps its table, refuses changes in bounded time, and takes all in one step at its return', async () => {
  const server = await NatsServer.start();
  const relay = await NatsRelay.start(server);
  const [one, far] = [join([server], 'one'), join([relay], 'two')];
  await Promise.all([current(one), current(far)]);
  await one.change(add(21_001));
  await current(far, 1);
  relay.hold();
  for (let port = 21_002; port < 21_006; port += 1) expect(await one.change(add(port))).toEqual([DONE]);
  const began = performance.now();
  await expect(far.change(add(22_001))).rejects.toMatchObject({ code: 'unreachable' });
  expect(performance.now() - began).toBeLessThan(30_000);
  expect(far.member.link.kind).toBe('away');
  expect(far.member.table.point.revision).toBe(1);
  relay.cut();
  await current(far, 5);
  expect(far.steps).toEqual([1, 5]);
  expect(far.member.table.document()).toBe(one.member.table.document());
  expect(await far.change(add(22_002))).toEqual([DONE]);
  await current(one, 6);
});
