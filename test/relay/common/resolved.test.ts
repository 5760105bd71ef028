import { expect, test } from 'vitest';
import { monotonicNow } from '../../../src/relay/common/wall-clock.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';

test('an entry tells to what its names were resolved and when, and a sample tells it again when that changes', async () => {
  let answer = ['127.0.0.1'];
  const observed = testPlane({ limits: { nameTtlMs: 1 }, lookup: () => Promise.resolve(answer) });
  const backend = await Backend.start();
  const port = await freePort();
  const before = monotonicNow();
  await observed.plane.apply({
    put: [entry({ id: 'x', listen: `here.example:${port}`, connect: `there.example:${backend.port}` })],
    remove: [],
  });
  await until('the listen name', () => observed.counters('x').names?.listen !== undefined);
  expect(observed.counters('x').names).toEqual({
    listen: { name: 'here.example', addresses: ['127.0.0.1'], at: expect.any(Number) },
  });
  expect(observed.counters('x').names!.listen!.at).toBeGreaterThanOrEqual(before);

  const { sampler } = observed.plane;
  sampler.begin(false);
  expect([...sampler.reports([])]).toHaveLength(1);
  expect([...sampler.reports([])]).toHaveLength(0);
  answer = ['127.0.0.1', '127.0.0.2'];
  const client = await Peer.dial(port);
  await until('the connect name', () => observed.counters('x').names?.connect !== undefined);
  const [report] = [...sampler.reports([])];
  expect(report?.counters.names?.connect).toMatchObject({ name: 'there.example', addresses: answer });
  client.socket.destroy();
});

test('of several targets that are names each has its answer', async () => {
  const addresses: Readonly<Record<string, string>> = {
    'one.example': '127.0.0.1',
    'two.example': '127.0.0.2',
  };
  const observed = testPlane({
    limits: { nameTtlMs: 1 },
    lookup: (name) => Promise.resolve([addresses[name] ?? '127.0.0.9']),
  });
  const [port, dead] = [await freePort(), await freePort()];
  const connect = [`one.example:${dead}`, `two.example:${dead}`] as const;
  await observed.plane.apply({ put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect })], remove: [] });
  const both = {
    connect: { name: 'one.example', addresses: ['127.0.0.1'], at: expect.any(Number) },
    others: [{ name: 'two.example', addresses: ['127.0.0.2'], at: expect.any(Number) }],
  };
  for (const round of [1, 2]) {
    expect(await ask(port)).toBe('ECONNRESET');
    await until('the end', () => observed.counters('x').errors === round);
    expect(observed.counters('x').names).toEqual(both);
  }
});

test('an entry that is put with another name forgets what the one before was resolved to', async () => {
  const observed = testPlane({ lookup: () => Promise.resolve(['127.0.0.1']) });
  const backend = await Backend.start();
  const port = await freePort();
  const to = (name: string) =>
    observed.plane.apply({
      put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `${name}:${backend.port}` })],
      remove: [],
    });
  await to('one.example');
  expect(observed.counters('x').names).toBeUndefined();
  const client = await Peer.dial(port);
  await until('the name', () => observed.counters('x').names?.connect?.name === 'one.example');
  await to('two.example');
  expect(observed.counters('x').names).toBeUndefined();
  client.socket.destroy();
});
