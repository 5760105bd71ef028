import { describe, expect, test } from 'vitest';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';
import type { EntryBounds } from '../../../src/relay/relay.ts';
import type { TransportKind } from '../../../src/relay/transport.ts';
import { type Bounded, bounded, clients } from '../support/bounded.ts';
import { entry } from '../support/entries.ts';
import type { Peer } from '../support/peer.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

/** A header that names this client. */
function header(address: string): Buffer {
  const destination = { address: '198.51.100.1', port: 443 };
  return writeHeader('v2', { source: { address, port: 4711 }, destination });
}

describe.each(transports)('bounds on clients that a header names ($kind)', (transport) => {
  test('maxperclient: further ones are reset and counted, whoever brings them; other clients get on', async () => {
    const { observed, backend, port } = await accepting(transport, { maxPerClient: 2 });
    const peers = await named(port, ['203.0.113.9', '203.0.113.9', '203.0.113.9', '203.0.113.8'], backend);
    await peers[2]!.seesReset();
    await until('three', () => backend.count === 3);
    await until('the end of one', () => observed.counters('x').connections === 3);
    expect(observed.counters('x')).toMatchObject({
      denied: 1,
      denials: { 'more than maxperclient': 1 },
      ends: { 'netsh header bound': 1 },
      errors: 0,
    });
    expect(observed.events.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('denied 203.0.113.9: more than maxperclient.'),
    );
    peers[0]!.reset();
    await until('the end of another', () => observed.counters('x').connections === 2);
    await named(port, ['203.0.113.9'], backend);
    await until('one in its place', () => backend.count === 4);
    expect(observed.counters('x').denied).toBe(1);
  });

  test('newperclient: clients that come too fast are reset; the one that brings them is not their client', async () => {
    const { observed, backend, port } = await accepting(transport, {
      newPerClient: { count: 1, perMs: 3_600_000 },
    });
    const [, second] = await named(port, ['2001:db8::1', '2001:db8::2'], backend);
    await second!.seesReset();
    await named(port, ['2001:db8:0:1::1'], backend);
    await until('two', () => backend.count === 2);
    expect(observed.counters('x').denials).toEqual({ 'more than newperclient': 1 });
  });

  test('maxperclient set while headers are awaited: who comes then is counted once its header tells', async () => {
    const { observed, backend, port, set } = await accepting(transport, undefined);
    const peers = await clients(port, 3);
    await until('all three', () => observed.counters('x').connections === 3);
    await set({ maxPerClient: 1 });
    await peers[0]!.send(header('203.0.113.9'));
    await until('the first', () => backend.count === 1);
    await peers[1]!.send(header('203.0.113.8'));
    await until('another', () => backend.count === 2);
    await peers[2]!.send(header('203.0.113.9'));
    await peers[2]!.seesReset();
    expect(observed.counters('x').denials).toEqual({ 'more than maxperclient': 1 });
  });

  test('maxperclient: who is known when it is set counts by the name of its header', async () => {
    const { backend, observed, port, set } = await accepting(transport, undefined);
    const [first] = await named(port, ['203.0.113.9'], backend);
    await until('the first', () => backend.count === 1);
    const [waits] = await clients(port, 1);
    await until('another', () => observed.counters('x').connections === 2);
    await set({ maxPerClient: 1 });
    await waits!.send(header('203.0.113.9'));
    await waits!.seesReset();
    await until('its end', () => observed.counters('x').connections === 1);
    await set(undefined);
    await named(port, ['203.0.113.9'], backend);
    await until('a second without bounds', () => backend.count === 2);
    expect(first!.closed).toBe(false);
  });

  test('clients that leave before their header is there take nothing', async () => {
    const { observed, backend, port } = await accepting(transport, { maxPerClient: 1 });
    for (const leave of ['finish', 'reset'] as const) {
      const [peer] = await clients(port, 1);
      await until('it', () => observed.counters('x').connections === 1);
      peer![leave]();
      await until('its end', () => observed.counters('x').connections === 0);
    }
    const [own] = await named(port, ['127.0.0.1'], backend);
    await until('the first', () => backend.count === 1);
    own!.reset();
    await until('its end', () => observed.counters('x').connections === 0);
    await named(port, ['127.0.0.1'], backend);
    await until('the next', () => backend.count === 2);
    expect(observed.counters('x').denied).toBe(0);
  });

  test('those that waited for room while acceptproxy changed are counted by who tells of them then', async () => {
    const { observed, backend, port } = await bounded(transport, { maxConnections: 1, maxPerClient: 3 });
    const put = (acceptProxy: boolean, maxConnections: number): Promise<void> =>
      observed.plane.apply({
        put: [
          entry({
            id: 'x',
            listen: `127.0.0.1:${port}`,
            connect: `127.0.0.1:${backend.port}`,
            bounds: { maxConnections, maxPerClient: 3 },
            options: acceptProxy ? { acceptProxy } : {},
          }),
        ],
        remove: [],
      });
    const [first, second, third] = await clients(port, 3);
    await until('the first', () => backend.count === 1);
    await put(true, 3);
    await until('all three', () => observed.counters('x').connections === 3);
    await second!.send(header('203.0.113.9'));
    await third!.send(header('203.0.113.9'));
    await until('their targets', () => backend.count === 3);
    await put(false, 9);
    const more = await clients(port, 2);
    await until('two more', () => backend.count === 5);
    const [over] = await clients(port, 1);
    await over!.seesReset();
    for (const peer of [first!, second!, third!, ...more]) peer.reset();
    await until('the end of all', () => observed.counters('x').connections === 0);
    await clients(port, 3);
    await until('three again', () => backend.count === 8);
    expect(observed.counters('x').denials).toEqual({ 'more than maxperclient': 1 });
  });
});

describe.each(transports)('bounds on each client, of connections that fail at once ($kind)', (transport) => {
  test('a target that the system refuses to connect to leaves nothing behind', async () => {
    const { targets } = entry({ listen: '127.0.0.1:1', connect: '255.255.255.255:9' });
    const { observed, port } = await bounded(transport, { maxPerClient: 1 }, undefined, { targets });
    for (let count = 1; count <= 3; count++) {
      const [peer] = await clients(port, 1);
      await peer!.seesReset();
      await until('its end', () => observed.counters('x').errors === count);
    }
    expect(observed.counters('x')).toMatchObject({ connections: 0, denied: 0, errors: 3 });
  });
});

function accepting(transport: TransportKind, bounds: Partial<EntryBounds> | undefined): Promise<Bounded> {
  return bounded(transport, bounds, undefined, { acceptProxy: true });
}

/** Connects a client for each of these names, one after the other; each is served or reset before the next comes. */
async function named(port: number, names: readonly string[], backend: Bounded['backend']): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const name of names) {
    const [peer] = await clients(port, 1);
    const before = backend.count;
    await peer!.send(header(name));
    await until('its turn', () => peer!.closed || backend.count > before);
    peers.push(peer!);
  }
  return peers;
}
