import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { Descriptors } from '../../../src/relay/common/descriptors.ts';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { type Observed, testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const SAME =
  'It would forward to itself (same address and port on both sides). Name another target, or a listenaddress.';

async function put(observed: Observed, ...entries: RelayEntry[]): Promise<void> {
  await observed.plane.apply({ put: entries, remove: [] });
}

test('an entry that forwards to its own side is held', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `*:${port}`, connect: `127.0.0.7:${port}` }));
  expect(observed.statuses.get('x')).toEqual({ state: 'held', reason: SAME });
});

test('connecting to 0.0.0.0 means this machine', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `0.0.0.0:${port}` }));
  expect(observed.statuses.get('x')?.state).toBe('held');
});

test('an IPv4-mapped IPv6 target is an IPv4 one', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(
    observed,
    entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `::ffff:127.0.0.1:${port}`, connectVersion: 6 }),
  );
  expect(observed.statuses.get('x')?.state).toBe('held');
});

test('a loop over several entries holds the one that closes it, until it is broken elsewhere', async () => {
  const observed = testPlane();
  const [a, b, c] = [await freePort(), await freePort(), await freePort()];
  const backend = await Backend.named('out');
  await put(
    observed,
    entry({ id: 'a', listen: `127.0.0.1:${a}`, connect: `127.0.0.1:${b}` }),
    entry({ id: 'b', listen: `*:${b}`, connect: `127.0.0.1:${c}` }),
  );
  await put(observed, entry({ id: 'c', listen: `127.0.0.1:${c}`, connect: `127.0.0.1:${a}` }));
  expect(observed.statuses.get('a')?.state).toBe('listening');
  expect(observed.statuses.get('b')?.state).toBe('listening');
  expect(observed.statuses.get('c')).toEqual({
    state: 'held',
    reason: `It would forward to itself through v4tov4 127.0.0.1:${a} and v4tov4 *:${b}.`,
  });
  await put(observed, entry({ id: 'b', listen: `*:${b}`, connect: `127.0.0.1:${backend.port}` }));
  expect(observed.statuses.get('c')?.state).toBe('listening');
  expect(await ask(c)).toBe('out');
  await backend.close();
});

test('of entries that come together the last of a loop is held, whatever comes first', async () => {
  const observed = testPlane();
  const [a, b] = [await freePort(), await freePort()];
  await put(
    observed,
    entry({ id: 'a', listen: `127.0.0.1:${a}`, connect: `127.0.0.1:${b}` }),
    entry({ id: 'b', listen: `127.0.0.1:${b}`, connect: `127.0.0.1:${a}` }),
  );
  expect([observed.statuses.get('a')?.state, observed.statuses.get('b')?.state]).toEqual([
    'listening',
    'held',
  ]);
});

test('a chain of entries is no loop', async () => {
  const backend = await Backend.named('end of the chain');
  const observed = testPlane();
  const [a, b] = [await freePort(), await freePort()];
  await put(
    observed,
    entry({ listen: `127.0.0.1:${a}`, connect: `127.0.0.1:${b}` }),
    entry({ listen: `127.0.0.1:${b}`, connect: `127.0.0.1:${backend.port}` }),
  );
  expect(await ask(a)).toBe('end of the chain');
  await backend.close();
});

test('a range that is shifted along itself is a chain, and works', async () => {
  const observed = testPlane();
  const from = await freePort(11);
  const backend = await Backend.named('behind the range', { port: from + 10 });
  const shifted = entry({
    listen: `127.0.0.1:${from}-${from + 9}`,
    connect: `127.0.0.1:${from + 1}-${from + 10}`,
  });
  await put(observed, shifted);
  expect(observed.statuses.get(shifted.id)).toEqual({ state: 'listening' });
  expect(await ask(from)).toBe('behind the range');
  expect(observed.counters(shifted.id).connectionsTotal).toBe(10);
  await backend.close();
});

test('a chain of 2,400 ports is followed without a stop, and its ring is found and told in a short sentence', async () => {
  const size = 1_200;
  // An address of its own: others take ports meanwhile.
  const host = `127.77.${(process.pid >> 8) & 255}.${process.pid & 255}`;
  const observed = testPlane({ descriptors: new Descriptors(20_000) });
  const [a, b] = [await freePort(size + 1), await freePort(size)];
  const backend = await Backend.named('at once', { host, port: a + size });
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const there = entry({
    id: 'a',
    listen: `${host}:${a}-${a + size - 1}`,
    connect: `${host}:${b}-${b + size - 1}`,
  });
  await put(observed, there);
  delays.enable();
  await put(
    observed,
    entry({ id: 'b', listen: `${host}:${b}-${b + size - 1}`, connect: `${host}:${a + 1}-${a + size}` }),
  );
  delays.disable();
  // It was 3.4 s when every chain was followed from each of its ports.
  expect(delays.max / 1e6).toBeLessThan(500);
  expect(observed.statuses.get('b')).toEqual({ state: 'listening' });
  // From here it is a chain of 200 connections.
  expect(await ask(a + size - 100, host)).toBe('at once');
  await backend.close();
  await put(observed, entry({ id: 'c', listen: `${host}:${a + size}`, connect: `${host}:${a}` }));
  expect(observed.statuses.get('c')).toEqual({
    state: 'held',
    reason: `It would forward to itself through ${there.label} and v4tov4 ${host}:${b}-${b + size - 1}.`,
  });
});

test('the reason of a long ring names three of its entries', async () => {
  const observed = testPlane();
  const first = await freePort(20);
  const ring = Array.from({ length: 20 }, (_, index) =>
    entry({
      id: String(index),
      listen: `127.0.0.1:${first + index}`,
      connect: `127.0.0.1:${first + ((index + 1) % 20)}`,
    }),
  );
  await put(observed, ...ring);
  const [a, b, c] = ring.map(({ label }) => label);
  expect(observed.statuses.get('19')).toEqual({
    state: 'held',
    reason: `It would forward to itself through ${a}, ${b}, ${c} and 16 more entries.`,
  });
  expect([...observed.statuses.values()].filter(({ state }) => state === 'listening')).toHaveLength(19);
});

test('an entry that gets a listen side when a loop is held may close a loop itself', async () => {
  const observed = testPlane();
  const [a, b] = [await freePort(), await freePort()];
  await put(
    observed,
    entry({ id: 'there', listen: `127.0.0.1:${a}`, connect: `127.0.0.1:${b}` }),
    entry({ id: 'back', listen: `127.0.0.1:${b}`, connect: `127.0.0.1:${a}` }),
    entry({ id: 'too', listen: `127.0.0.1:${b}`, connect: `127.0.0.1:${a}` }),
  );
  expect([...observed.statuses.values()].map(({ state }) => state)).toEqual(['listening', 'held', 'held']);
  expect(observed.statuses.get('too')?.reason).toContain('forward to itself');
});

test('a loop that shows when a name is resolved ends the connection and holds the entry, until it is over', async () => {
  let address = '127.0.0.1';
  const observed = testPlane({ limits: { nameTtlMs: 50 }, lookup: () => Promise.resolve([address]) });
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `me.example:${port}` }));
  expect(observed.statuses.get('x')?.state).toBe('listening');
  const client = await Peer.dial(port);
  await client.seesReset();
  await until('its end', () => observed.counters('x').ends['netsh connect ELOOP'] === 1);
  await until('the hold', () => observed.statuses.get('x')?.state === 'held');
  expect(observed.counters('x')).toMatchObject({
    connectionsTotal: 1,
    lastError: { text: SAME },
  });
  const backend = await Backend.named('elsewhere', { host: '127.0.0.2', port });
  address = '127.0.0.2';
  await until('the end of the hold', () => observed.statuses.get('x')?.state === 'listening');
  expect(await ask(port)).toBe('elsewhere');
  await backend.close();
});

test('a loop over two names never makes more than a few connections', async () => {
  const observed = testPlane({ lookup: () => Promise.resolve(['127.0.0.1']) });
  const [a, b] = [await freePort(), await freePort()];
  await put(
    observed,
    entry({ id: 'a', listen: `127.0.0.1:${a}`, connect: `me.example:${b}` }),
    entry({ id: 'b', listen: `127.0.0.1:${b}`, connect: `me.example:${a}` }),
  );
  const client = await Peer.dial(a);
  await client.seesReset();
  await until('a hold', () => [...observed.statuses.values()].some(({ state }) => state === 'held'));
  await until('the end of all', () => observed.plane.connectionCount === 0);
  expect(observed.counters('a').connectionsTotal + observed.counters('b').connectionsTotal).toBeLessThan(5);
});
