import { randomBytes } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { add, changed, current, join } from './members.ts';
import { NatsRelay } from './nats-relay.ts';
import { NatsServer } from './nats-server.ts';

vi.setConfig({ testTimeout: 90_000 });

const DONE = { kind: 'done', notices: [] };

test('a server that answers slowly is waited for', async () => {
  const server = await NatsServer.start();
  const relay = await NatsRelay.start(server);
  const [one, far] = [join([server], 'one'), join([relay], 'two')];
  await Promise.all([current(one), current(far)]);
  relay.delayMs = 400;
  await changed(far, add(21_001));
  await Promise.all([changed(far, add(21_002)), changed(one, add(21_003))]);
  await Promise.all([current(one, 3), current(far, 3)]);
  expect(far.member.table.document()).toBe(one.member.table.document());
  expect(far.notices.filter((text) => text.includes('away'))).toEqual([]);
});

test('the order of changes is that of the log, though the clock of a machine is hours off', async () => {
  const server = await NatsServer.start();
  const one = join([server], 'one');
  await current(one);
  await one.change(add(21_001));
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 7 * 3_600_000 });
  try {
    await one.change(add(21_002));
  } finally {
    vi.useRealTimers();
  }
  await one.change(add(21_003));
  const history = await one.member.history({ commits: 10, changes: 10 });
  expect(history.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  const times = history.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.abs(Date.now() - times[1]!)).toBeLessThan(60_000);
});

test('a server whose disk is full refuses changes with the reason; what was there stays', async () => {
  const server = await NatsServer.start('max_payload: 65536', 'max_file_store: 200000');
  const one = join([server], 'one');
  await current(one);
  await one.change(add(21_001));
  const many = Array.from({ length: 3_000 }, (_, at) =>
    add(30_000 + at, { comment: randomBytes(90).toString('base64') }),
  );
  const expected = { entries: [], absent: [], nothingElse: false };
  const began = performance.now();
  await expect(one.member.transaction({ changes: many, expected }, 'ada')).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/^The servers of the fleet do not take the change: .*resources/),
  });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(one.member.table.size).toBe(1);
  expect(await one.change(add(21_002))).toEqual([DONE]);
});
