import { describe, expect, test } from 'vitest';
import { RulebookSender } from '../../../src/relay/common/rulebook-update.ts';
import { Descriptors } from '../../../src/relay/common/descriptors.ts';
import type { ConnectionInfo, EntryLimits, RelayEntry } from '../../../src/relay/relay.ts';
import { bookOf } from '../../firewall/rulebook.ts';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { entry } from '../support/entries.ts';
import { type PlaneTexts, testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

describe.each(transports)('sessions, $kind', (transport) => {
  /** A plane with a UDP entry `x` that leads to an echo. */
  async function relayed({
    listen = '127.0.0.1',
    limits = {},
    more = {},
    ...options
  }: Omit<PlaneTexts, 'limits'> & {
    listen?: string;
    limits?: Partial<EntryLimits>;
    more?: Partial<RelayEntry>;
  } = {}) {
    const observed = testPlane({ transport, ...options });
    const backend = await DatagramPeer.echo();
    const port = await freePort();
    const spec = entry({
      id: 'x',
      protocol: 'udp',
      listen: `${listen}:${port}`,
      connect: `127.0.0.1:${backend.port}`,
      limits,
      options: more,
    });
    const put = (changed: Partial<RelayEntry> = {}): Promise<void> =>
      observed.plane.apply({ put: [{ ...spec, ...changed }], remove: [] });
    await put();
    return { observed, backend, port, spec, put };
  }

  function sessionsOf({ observed }: Awaited<ReturnType<typeof relayed>>): ConnectionInfo[] {
    return [...observed.plane.connections()];
  }

  test('silence ends a session, and a new datagram begins another', async () => {
    const relay = await relayed({ limits: { idleTimeoutMs: 200 } });
    const client = await DatagramPeer.bind();
    await client.ask('one', relay.port);
    const [first] = sessionsOf(relay);
    await until('the end', () => sessionsOf(relay).length === 0);
    expect(relay.observed.counters('x').ends).toEqual({ 'timeout data closed': 1 });
    await client.ask('two', relay.port);
    const [second] = sessionsOf(relay);
    expect(second?.id).not.toBe(first?.id);
    expect(relay.observed.counters('x')).toMatchObject({ connectionsTotal: 2 });
  });

  test('datagrams in one direction alone keep a session', async () => {
    const relay = await relayed({ limits: { idleTimeoutMs: 400 } });
    const client = await DatagramPeer.bind();
    await client.ask('one', relay.port);
    const to = relay.backend.came[0]!.from.port;
    const over = performance.now() + 1_200;
    await until('three times the timeout', async () => {
      await relay.backend.send('more', to);
      return performance.now() > over;
    });
    expect(relay.observed.counters('x')).toMatchObject({ connections: 1, connectionsTotal: 1 });
  });

  test('a session is killed by its id, its entry or its client', async () => {
    const relay = await relayed();
    const [one, other] = [await DatagramPeer.bind(), await DatagramPeer.bind({ host: '127.0.0.9' })];
    await one.ask('one', relay.port);
    await other.ask('other', relay.port);
    const { plane } = relay.observed;
    const id = sessionsOf(relay)[0]!.id;
    expect(plane.kill({ id: id + 77 })).toBe(0);
    expect(plane.kill({ id })).toBe(1);
    expect(plane.kill({ client: '127.0.0.8' })).toBe(0);
    expect(plane.kill({ client: '127.0.0.9' })).toBe(1);
    expect(sessionsOf(relay)).toEqual([]);
    await one.ask('again', relay.port);
    expect(plane.kill({ client: `127.0.0.1:${one.port}` })).toBe(1);
    await one.ask('again', relay.port);
    expect(plane.kill({ entry: 'x' })).toBe(1);
    expect(relay.observed.counters('x')).toMatchObject({ connections: 0, ends: { 'netsh data reset': 4 } });
  });

  test('a session ends with its entry, and when that is held', async () => {
    const relay = await relayed();
    const client = await DatagramPeer.bind();
    await client.ask('one', relay.port);
    await relay.put({ hold: { state: 'disabled' } });
    expect(sessionsOf(relay)).toEqual([]);
    await relay.put();
    await client.ask('two', relay.port);
    expect(relay.observed.counters('x')).toMatchObject({ connections: 1, ends: { 'netsh data closed': 1 } });
    await relay.observed.plane.apply({ put: [], remove: ['x'] });
    expect(sessionsOf(relay)).toEqual([]);
  });

  test('a change of options leaves sessions alone, a target that is gone ends them', async () => {
    const relay = await relayed();
    const client = await DatagramPeer.bind();
    await client.ask('one', relay.port);
    await relay.put({ limits: { idleTimeoutMs: 30_000 } });
    await client.ask('two', relay.port);
    expect(relay.observed.counters('x')).toMatchObject({ connections: 1, connectionsTotal: 1 });
    const elsewhere = await DatagramPeer.bind({}, () => Buffer.from('elsewhere'));
    const { targets } = entry({ listen: '127.0.0.1:1', connect: `127.0.0.1:${elsewhere.port}` });
    await relay.put({ targets });
    expect((await client.ask('three', relay.port)).bytes.toString()).toBe('elsewhere');
  });

  test('a wildcard entry that comes beside a single address keeps its sessions', async () => {
    const relay = await relayed();
    const client = await DatagramPeer.bind();
    await client.ask('one', relay.port);
    const star = entry({
      id: 'star',
      protocol: 'udp',
      listen: `*:${relay.port}`,
      connect: `127.0.0.1:${relay.backend.port}`,
    });
    await relay.observed.plane.apply({ put: [star], remove: [] });
    await until('the wildcard', () => relay.observed.statuses.get('star')?.reason === undefined);
    await client.ask('two', relay.port);
    expect(relay.observed.counters('x')).toMatchObject({ connections: 1, connectionsTotal: 1 });
    expect(relay.observed.counters('star')).toMatchObject({ connectionsTotal: 0 });
  });

  test('rules deny clients at their first datagram, and sessions that exist', async () => {
    const relay = await relayed();
    const sender = new RulebookSender();
    const [friend, stranger] = [
      await DatagramPeer.bind({ host: '127.0.0.5' }),
      await DatagramPeer.bind({ host: '127.0.0.6' }),
    ];
    await stranger.ask('one', relay.port);
    const rule = {
      protocol: 'udp',
      localPort: String(relay.port),
      remoteIp: '127.0.0.5',
      name: 'Friends',
    } as const;
    await relay.observed.plane.setRules(sender.update(bookOf(rule)));
    expect(sessionsOf(relay)).toEqual([]);
    await stranger.send('two', relay.port);
    await friend.ask('three', relay.port);
    const counters = relay.observed.counters('x');
    expect(counters).toMatchObject({ connections: 1, denied: 2, drops: { denied: 1 } });
    expect(counters.ends).toEqual({ 'netsh data denied': 1 });
    expect(relay.backend.texts).toEqual(['one', 'three']);
    // A rule of TCP is about TCP alone.
    await relay.observed.plane.setRules(sender.update(bookOf({ ...rule, protocol: 'tcp' })));
    await stranger.ask('four', relay.port);
  });

  test('rules deny targets', async () => {
    const relay = await relayed();
    const sender = new RulebookSender();
    const client = await DatagramPeer.bind();
    await client.ask('one', relay.port);
    const rule = {
      direction: 'out',
      action: 'block',
      protocol: 'udp',
      remotePort: String(relay.backend.port),
    } as const;
    await relay.observed.plane.setRules(sender.update(bookOf(rule)));
    expect(sessionsOf(relay)).toEqual([]);
    await client.send('two', relay.port);
    await until('a denial', () => relay.observed.counters('x').ends['netsh connect denied']);
    expect(relay.backend.texts).toEqual(['one']);
  });

  test('an entry that leads to itself is held, and one that does so by a name drops its datagrams', async () => {
    const port = await freePort();
    const observed = testPlane({ transport, lookup: () => Promise.resolve(['127.0.0.1']) });
    const put = (connect: string): Promise<void> =>
      observed.plane.apply({
        put: [entry({ id: 'x', protocol: 'udp', listen: `127.0.0.1:${port}`, connect })],
        remove: [],
      });
    await put(`127.0.0.1:${port}`);
    expect(observed.statuses.get('x')?.state).toBe('held');
    await put(`here.test:${port}`);
    expect(observed.statuses.get('x')?.state).toBe('listening');
    const client = await DatagramPeer.bind();
    await client.send('round', port);
    await until('that it is held', () => observed.statuses.get('x')?.state === 'held');
    expect(observed.counters('x').ends).toEqual({ 'netsh connect ELOOP': 1 });
  });

  test('the first datagram waits for the name of the target', async () => {
    const backend = await DatagramPeer.echo();
    const port = await freePort();
    let answer: ((addresses: readonly string[]) => void) | undefined;
    const lookup = () =>
      new Promise<readonly string[]>((resolve) => {
        answer = resolve;
      });
    const observed = testPlane({ transport, lookup });
    await observed.plane.apply({
      put: [
        entry({
          id: 'x',
          protocol: 'udp',
          listen: `127.0.0.1:${port}`,
          connect: `name.test:${backend.port}`,
        }),
      ],
      remove: [],
    });
    const client = await DatagramPeer.bind();
    await client.send('one', port);
    const resolve = await until('the question', () => answer);
    await client.send('two', port);
    await until('a drop', () => observed.counters('x').drops?.['no target']);
    resolve(['127.0.0.1']);
    await client.sees(1);
    expect(client.texts).toEqual(['one']);
  });

  test('maxconnections: datagrams of further clients are dropped and counted', async () => {
    const bounds = { maxConnections: 2, maxPerClient: 0, newPerClient: undefined, bytesPerSecond: 0 };
    const relay = await relayed({ more: { bounds } });
    const clients = await Promise.all([0, 1, 2].map(() => DatagramPeer.bind()));
    await clients[0]!.ask('one', relay.port);
    await clients[1]!.ask('two', relay.port);
    await clients[2]!.send('three', relay.port);
    await until('a drop', () => relay.observed.counters('x').drops?.['maxconnections']);
    relay.observed.plane.kill({ client: `127.0.0.1:${clients[0]!.port}` });
    await clients[2]!.ask('four', relay.port);
    expect(relay.observed.counters('x')).toMatchObject({ connections: 2, dropped: 1 });
  });

  test('without descriptors datagrams are dropped, counted and told', async () => {
    const descriptors = new Descriptors(1_000, 20);
    const relay = await relayed({ descriptors });
    const client = await DatagramPeer.bind();
    descriptors.pipes = 1_000;
    await client.send('one', relay.port);
    await until('a drop', () => relay.observed.counters('x').drops?.['descriptors']);
    descriptors.pipes = 0;
    await client.ask('two', relay.port);
    expect(relay.observed.events.map(({ kind }) => kind)).toEqual(['refused']);
  });

  test('datagrams come from sourceaddress', async () => {
    const relay = await relayed({ more: { sourceAddress: '127.0.0.44' } });
    const client = await DatagramPeer.bind();
    await client.ask('one', relay.port);
    expect(relay.backend.came[0]?.from.address).toBe('127.0.0.44');
  });

  test('a session that ends is told, and remembered', async () => {
    const relay = await relayed();
    const { plane } = relay.observed;
    const client = await DatagramPeer.bind();
    await client.ask('hello', relay.port);
    const { sampler } = plane;
    sampler.begin(true);
    expect([...sampler.infos()]).toMatchObject([{ entry: 'x', protocol: 'udp', bytesUp: 5 }]);
    sampler.rest();
    plane.kill({});
    const { ended, recent } = sampler.rest();
    expect(ended).toHaveLength(1);
    expect(recent).toMatchObject([
      {
        client: `127.0.0.1:${client.port}`,
        target: `127.0.0.1:${relay.backend.port}`,
        bytesUp: 5,
        bytesDown: 5,
        end: { by: 'netsh', phase: 'data', how: 'reset' },
      },
    ]);
  });
});
