import { expect, test } from 'vitest';
import { Descriptors, descriptorLimit } from '../../../src/relay/common/descriptors.ts';
import { Peer } from '../support/peer.ts';
import { lentStreams, plainStreams, transports } from '../support/transports.ts';
import { relayed } from '../support/relayed.ts';
import { until } from '../support/until.ts';

test('the limit of this process is known', () => {
  expect(descriptorLimit()).toBeGreaterThan(100);
});

test.each([lentStreams, plainStreams])(
  'below the limit connections are refused by a reset, counted and told, and taken again when there is room ($kind)',
  async (transport) => {
    const descriptors = new Descriptors(64, 0);
    const { observed, backend, port } = await relayed({ descriptors, transport });
    const held: Peer[] = [];
    while (descriptors.roomForConnection) {
      const { connectionsTotal } = observed.counters('x');
      held.push(await Peer.dial(port));
      await until('the connection', () => observed.counters('x').connectionsTotal > connectionsTotal);
    }
    for (let refused = 1; refused <= 5; refused += 1) {
      const client = await Peer.dial(port);
      await client.seesReset();
      expect(observed.counters('x').refused).toBe(refused);
    }
    expect(observed.counters('x').connections).toBe(held.length);
    // The first is told of at once, the others together.
    expect(observed.events.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^A connection was refused/),
    ]);
    const others = await until('the others', () => observed.events[1]);
    expect(others).toMatchObject({
      kind: 'refused',
      text: expect.stringMatching(/^4 connections were refused/),
    });
    held[0]?.reset();
    await until('room', () => descriptors.roomForConnection);
    const reached = backend.count;
    await Peer.dial(port);
    await until('the next connection', () => backend.count > reached);
  },
);

test('below the limit native sockets leave connections waiting, say so, and take them when there is room', async (context) => {
  const native = transports.find(({ kind }) => kind === 'native');
  if (!native) return context.skip();
  const descriptors = new Descriptors(64, 0);
  const { observed, port } = await relayed(
    { descriptors, transport: native },
    (peer) => void peer.send('hello'),
  );
  const held: Peer[] = [];
  while (descriptors.roomForConnection) {
    const client = await Peer.dial(port);
    await client.sees('hello');
    held.push(client);
  }
  const waiting = await Promise.all([Peer.dial(port), Peer.dial(port), Peer.dial(port)]);
  await until('a word about it', () => observed.events.length > 0);
  expect(observed.events).toMatchObject([
    { kind: 'refused', text: expect.stringMatching(/^New connections wait: the process may open 64 /) },
  ]);
  expect(observed.counters('x')).toMatchObject({ connections: held.length, refused: 0 });
  expect(waiting.map(({ received }) => received)).toEqual([0, 0, 0]);
  for (const client of waiting) {
    held.shift()?.reset();
    await client.sees('hello');
  }
  await until('a word about the room', () => observed.events.length > 1);
  expect(observed.events[1]?.text).toBe('New connections are accepted again.');
}, 20_000);

test('pipes that nobody holds make room for connections', async (context) => {
  const native = transports.find(({ kind }) => kind === 'native');
  if (!native) return context.skip();
  const descriptors = new Descriptors(64, 0);
  const { backend, port } = await relayed({ descriptors, transport: native });
  const much = Buffer.alloc(30_000_000);
  const flowing = await Promise.all([Peer.dial(port), Peer.dial(port), Peer.dial(port)]);
  for (const client of flowing) {
    client.stopReading();
    (await backend.next()).finish(much);
  }
  await until('three pipes', () => descriptors.pipes >= 6);
  for (const client of flowing) {
    client.readOn();
    await client.seesFin();
    client.reset();
  }
  await until('their end', () => descriptors.connections === 0);
  expect(descriptors.pipes).toBeGreaterThanOrEqual(6);
  const reached = backend.count;
  // With the pipes there would be room for 12.
  const clients = await Promise.all(Array.from({ length: 15 }, () => Peer.dial(port)));
  await until('all of them', () => backend.count === reached + clients.length);
  expect(descriptors.pipes).toBe(0);
});

test('Windows has no limit of a process, and a listener there has sockets ready for connections', () => {
  expect(descriptorLimit('win32')).toBe(1_000_000);
  const descriptors = new Descriptors(10_000, 0, 33);
  expect(descriptors.mostListeners).toBe(Math.floor((10_000 - 64) / 2 / 33));
  descriptors.listeners = 300;
  descriptors.connections = 17;
  expect(descriptors.roomForConnection).toBe(true);
  descriptors.connections = 18;
  expect(descriptors.roomForConnection).toBe(false);
});
