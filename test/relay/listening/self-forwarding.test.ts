import { expect, test } from 'vitest';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { type Observed, testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

async function put(observed: Observed, ...entries: RelayEntry[]): Promise<void> {
  await observed.plane.apply({ put: entries, remove: [] });
}

test('an entry that forwards to its own side is held', async () => {
  const observed = testPlane();
  const port = await freePort();
  await put(observed, entry({ id: 'x', listen: `*:${port}`, connect: `127.0.0.7:${port}` }));
  expect(observed.statuses.get('x')).toEqual({ state: 'held', reason: 'It would forward to itself.' });
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
    lastError: { text: 'It would forward to itself.' },
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
