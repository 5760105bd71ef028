import { describe, expect, onTestFinished, test } from 'vitest';
import type { EntryBounds } from '../../../src/relay/relay.ts';
import { bounded, clients } from '../support/bounded.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

describe.each(transports)('bounds on each client ($kind)', (transport) => {
  test('a flood from many addresses: each gets what it may, and good clients all get on', async () => {
    const bounds = { maxPerClient: 4, newPerClient: { count: 6, perMs: 3_600_000 } };
    const { observed, port } = await bounded(transport, bounds, (peer) => void peer.send('here'));
    const sources = 20;
    const each = 30;
    const ends = new Map<string, number>();
    const flood = Array.from({ length: sources * each }, async (_, at) => {
      const from = `127.0.1.${(at % sources) + 1}`;
      const peer = await Peer.dial(port, '127.0.0.1', from).catch(() => undefined);
      if (peer) await until('an end', () => peer.closed || peer.received > 0).catch(() => {});
      if (peer?.received) ends.set(from, (ends.get(from) ?? 0) + 1);
      peer?.reset();
    });
    for (let count = 0; count < 6; count++) {
      for (const from of ['127.0.2.1', '127.0.2.2']) {
        const good = await Peer.dial(port, '127.0.0.1', from);
        await good.sees('here');
        good.reset();
        await until('its end', () => good.closed);
      }
    }
    await Promise.all(flood);
    for (const served of ends.values()) expect(served).toBeLessThanOrEqual(6);
    const { denied, denials = {} } = observed.counters('x');
    expect(denied).toBeGreaterThanOrEqual(sources * (each - 6));
    expect(Object.values(denials).reduce((sum, count) => sum + count, 0)).toBe(denied);
    expect(observed.events.filter(({ kind }) => kind === 'denied')).toHaveLength(1);
  });

  test('maxperclient: further ones are reset and counted; other clients get on', async () => {
    const { observed, backend, port } = await bounded(transport, { maxPerClient: 2 });
    const peers = await clients(port, 3, '127.0.0.5');
    await peers[2]!.seesReset();
    await clients(port, 2, '127.0.0.6');
    await until('four', () => backend.count === 4);
    expect(observed.counters('x')).toMatchObject({ denied: 1, denials: { 'more than maxperclient': 1 } });
    expect(observed.events.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('denied 127.0.0.5: more than maxperclient.'),
    );
    peers[0]!.reset();
    await until('the end of one', () => observed.counters('x').connections === 3);
    await clients(port, 1, '127.0.0.5');
    await until('one more', () => backend.count === 5);
    expect(observed.counters('x').denied).toBe(1);
  });

  test('maxperclient: counts those that waited until the bounds were taken back', async () => {
    const observed = testPlane({ transport });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    const star = entry({ id: 'star', listen: `*:${port}`, connect: `127.0.0.1:${backend.port}` });
    const set = (bounds?: Partial<EntryBounds>): Promise<void> =>
      observed.plane.apply({
        put: [
          star,
          entry({
            id: 'x',
            listen: `127.0.0.1:${port}`,
            connect: `127.0.0.1:${backend.port}`,
            ...(bounds && { bounds }),
          }),
        ],
        remove: [],
      });
    // Two entries share the listener, so that clients are accepted and wait here.
    await set({ maxConnections: 1 });
    await clients(port, 3);
    await until('the first', () => backend.count === 1);
    await set();
    await until('all', () => backend.count === 3);
    await set({ maxPerClient: 3 });
    const [fourth] = await clients(port, 1);
    await fourth!.seesReset();
    expect(observed.counters('x')).toMatchObject({ connections: 3, denied: 1 });
  });

  test('maxperclient: counts connections that exist when it is set, and forgets them when it is taken back', async () => {
    const { observed, backend, port, set } = await bounded(transport, undefined);
    const peers = await clients(port, 3);
    await until('three', () => backend.count === 3);
    await set({ maxPerClient: 2 });
    const [denied] = await clients(port, 1);
    await denied!.seesReset();
    await set(undefined);
    await clients(port, 1);
    await until('a fourth', () => backend.count === 4);
    for (const peer of peers) peer.reset();
    await until('the end of three', () => observed.counters('x').connections === 1);
    await set({ maxPerClient: 2 });
    await clients(port, 1);
    await until('a fifth', () => backend.count === 5);
    const [also] = await clients(port, 1);
    await also!.seesReset();
  });

  test('maxperclient: IPv6 clients are counted by their network', async () => {
    const observed = testPlane({ transport });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    await observed.plane.apply({
      put: [
        entry({
          id: 'x',
          version: 6,
          connectVersion: 4,
          listen: `::1:${port}`,
          connect: `127.0.0.1:${backend.port}`,
          bounds: { maxPerClient: 1 },
        }),
      ],
      remove: [],
    });
    await Peer.dial(port, '::1');
    const second = await Peer.dial(port, '::1');
    await second.seesReset();
    expect(observed.counters('x').denied).toBe(1);
  });

  test('newperclient: those that come too fast are reset and counted; a client that has ended none still is', async () => {
    const { observed, backend, port } = await bounded(transport, {
      newPerClient: { count: 3, perMs: 3_600_000 },
    });
    const peers = await clients(port, 5, '127.0.0.5');
    await until('three', () => backend.count === 3);
    await peers[3]!.seesReset();
    await peers[4]!.seesReset();
    for (const peer of peers) peer.reset();
    await until('the end of all', () => observed.plane.connectionCount === 0);
    const [late] = await clients(port, 1, '127.0.0.5');
    await late!.seesReset();
    await clients(port, 1, '127.0.0.6');
    await until('another client', () => backend.count === 4);
    expect(observed.counters('x').denials).toEqual({ 'more than newperclient': 3 });
  });
});
