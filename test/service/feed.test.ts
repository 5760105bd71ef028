import { afterEach, expect, test } from 'vitest';
import type { Backend } from '../../src/service/contract/backend.ts';
import { FeedReader } from './feed-reader.ts';
import { gone, killed, sandbox } from './sandbox.ts';
import { closed, talk, target } from './target.ts';
import { add, entryAt, ownAddress, remove } from './values.ts';

const readers: FeedReader[] = [];

afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.end();
});

function follow(backend: Backend, intervalMs?: number): FeedReader {
  const reader = new FeedReader((options) => backend.feed(options), intervalMs);
  readers.push(reader);
  return reader;
}

test.each(['service', 'embedded'] as const)('a snapshot, then what is different (%s)', async (mode) => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend(mode);
  await backend.start();
  const values = { ...entryAt(address, 7001), connectPort: await target() };
  await backend.change({ op: 'add', values });
  await backend.change(add(address, 7002));
  const reader = follow(backend);
  await reader.sees(({ messages }) => messages.length > 0);
  expect(reader.messages[0]).toMatchObject({
    kind: 'snapshot',
    at: expect.closeTo(Date.now(), -4),
    status: { running: true, entries: { listening: 2, stopped: 0 }, connections: 0 },
    entries: [
      { ...values, state: 'listening', counters: { connections: 0, bytesUp: 0 } },
      { listenPort: '7002', state: 'listening', counters: {} },
    ],
    connections: [],
  });

  const client = await talk(7001, address);
  await reader.sees(({ connections }) => [...connections.values()].some(({ bytesDown }) => bytesDown === 5));
  expect([...reader.connections.values()]).toMatchObject([
    { entry: `v4tov4 ${address} 7001`, phase: 'data' },
  ]);
  await reader.sees(({ entries }) => entries.values().next().value?.counters?.bytesUp === 5);
  await reader.sees(({ messages }) => {
    const last = messages.at(-1)!;
    return last.kind !== 'lost' && last.status.connections === 1;
  });
  client.destroy();
  await reader.sees(({ connections }) => connections.size === 0);

  await backend.change({ op: 'set', values: { ...entryAt(address, 7002), state: 'disabled' } });
  await backend.change(add(address, 7003));
  await backend.change(remove(address, 7001));
  await reader.sees(({ states }) => states.join() === '7002 disabled,7003 listening');
  await backend.change(remove(address, 7002));
  await backend.change(add(address, 7002));
  await reader.sees(({ states }) => states.join() === '7003 listening,7002 listening');
  expect(reader.kinds).toEqual(['snapshot', 'difference']);
});

test('an entry that another process adds is seen within 200 ms', async () => {
  const box = sandbox();
  const address = ownAddress();
  await box.backend().start();
  const reader = follow(box.backend());
  await reader.sees(({ messages }) => messages.length > 0);
  const delays: number[] = [];
  for (let port = 7001; port <= 7010; port++) {
    await box.backend().change(add(address, port));
    const begun = performance.now();
    await reader.sees(({ states }) => states.includes(`${port} listening`));
    delays.push(performance.now() - begun);
  }
  // One of them may meet a machine that is busy with something else.
  expect(delays.toSorted((one, other) => one - other)[8]).toBeLessThan(200);
});

test('without news it says once a second that all is well, and at most ten times a second what is new', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  await backend.start();
  const reader = follow(backend);
  await reader.sees(({ messages }) => messages.length === 3);
  const [, second, third] = reader.messages;
  expect(second).toMatchObject({ kind: 'difference', entries: [], removed: [], connections: [], ended: [] });
  expect(third!.at - second!.at).toBeGreaterThan(800);
  expect(third!.at - second!.at).toBeLessThan(2_000);
  const from = reader.messages.length;
  for (let port = 7001; port <= 7300; port++) await backend.change(add(address, port));
  await reader.sees(({ entries }) => entries.size === 300);
  const times = reader.messages.slice(from).map(({ at }) => at);
  const fastest = Math.max(
    ...times.map((at, index) => (index < 10 ? 0 : 10_000 / (at - times[index - 10]!))),
  );
  expect(fastest).toBeLessThan(11);
});

test('a slower reader is told the same, less often', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  await backend.start();
  const [fast, slow] = [follow(backend), follow(backend, 500)];
  await slow.sees(({ messages }) => messages.length > 0);
  const begun = performance.now();
  for (let port = 7001; performance.now() - begun < 1_500; port++) {
    await backend.change(add(address, port));
    if (port % 3 === 0) await backend.change(remove(address, port - 1));
  }
  const { length: size } = await backend.entries();
  await slow.sees(({ entries }) => entries.size === size);
  await fast.sees(({ entries }) => entries.size === size);
  expect([...slow.entries.keys()]).toEqual([...fast.entries.keys()]);
  expect(slow.messages.length).toBeLessThan(7);
  expect(fast.messages.length).toBeGreaterThan(slow.messages.length * 2);
});

test('while no service runs it is lost, and starts none; then it goes on by itself', async () => {
  const box = sandbox();
  const address = ownAddress();
  const reader = follow(box.backend());
  await reader.sees(({ kinds }) => kinds.length > 0);
  expect(reader.messages).toMatchObject([{ kind: 'lost', reason: 'The relay service is not running.' }]);
  expect((await box.status()).running).toBe(false);
  await box.backend().change(add(address, 7001));
  await reader.sees(({ states }) => states.includes('7001 listening'));
  const { pid } = await box.status();
  await killed(pid!);
  await reader.sees(({ kinds }) => kinds.at(-1) === 'lost');
  await box.backend().change(add(address, 7002));
  await reader.sees(({ states }) => states.includes('7002 listening'));
  await box.backend().stop({ drainMs: 0 });
  await reader.sees(({ kinds }) => kinds.at(-1) === 'lost');
  await box.backend().start();
  await reader.sees(({ kinds }) => kinds.at(-1) !== 'lost');
  const told = reader.kinds.filter((kind) => kind !== 'difference');
  expect(told).toEqual(['lost', 'snapshot', 'lost', 'snapshot', 'lost', 'snapshot']);
  expect(reader.states).toEqual(['7001 listening', '7002 listening']);
});

test('three feeds at once tell the same, and go by themselves', async () => {
  const box = sandbox();
  const address = ownAddress();
  const backend = box.backend();
  await backend.start();
  const three = [follow(backend), follow(box.backend()), follow(box.backend('check'))];
  await backend.change({ op: 'add', values: { ...entryAt(address, 7001), connectPort: await target() } });
  const client = await talk(7001, address);
  for (const reader of three) {
    await reader.sees(({ connections }) => [...connections.values()].some(({ bytesUp }) => bytesUp === 5));
  }
  await three[0]!.end();
  expect(await backend.kill({ client: '127.0.0.1' })).toBe(1);
  await closed(client);
  for (const reader of three.slice(1)) await reader.sees(({ connections }) => connections.size === 0);
  expect(three[0]!.connections.size).toBe(1);
});

test('an embedded relay that ends ends its feed', async () => {
  const box = sandbox();
  const backend = box.backend('embedded');
  const reader = follow(backend);
  await reader.sees(({ messages }) => messages.length > 0);
  const other = follow(box.backend());
  await other.sees(({ kinds }) => kinds.includes('snapshot'));
  await backend.close();
  await reader.end();
  await other.sees(({ kinds }) => kinds.at(-1) === 'lost');
});

test('an idle service stays while a feed is read, and leaves afterwards', async () => {
  const box = sandbox();
  const backend = box.backend('service', 300);
  const { pid } = await backend.start();
  const reader = follow(box.backend());
  await backend.close();
  await reader.sees(({ messages }) => messages.length > 2);
  expect(reader.kinds).toEqual(['snapshot', 'difference']);
  await reader.end();
  await gone(pid!);
});
