import { describe, expect, onTestFinished, test } from 'vitest';
import { RulebookSender } from '../../../src/relay/common/rulebook-update.ts';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';
import type { ConnectionInfo } from '../../../src/relay/relay.ts';
import { bookOf } from '../../firewall/rulebook.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import type { Observed } from '../support/plane.ts';
import { relayed } from '../support/relayed.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const ADDRESSES = {
  source: { address: '203.0.113.9', port: 4711 },
  destination: { address: '198.51.100.1', port: 443 },
};
const HEADERS = { v1: writeHeader('v1', ADDRESSES), v2: writeHeader('v2', ADDRESSES) };
const LOCAL = Buffer.from('0d0a0d0a000d0a515549540a20000000', 'hex');

function only({ plane }: Observed): ConnectionInfo | undefined {
  return [...plane.connections()][0];
}

describe.each(transports)('$kind', (transport) => {
  const accepting = (more = {}, entryLimits = {}): ReturnType<typeof relayed> =>
    relayed({ transport, entryLimits, more: { acceptProxy: true, ...more } });

  test.each(['v1', 'v2'] as const)(
    '%s names the client, and the target gets what follows',
    async (version) => {
      const { observed, backend, port } = await accepting();
      const client = await Peer.dial(port);
      await client.send(Buffer.concat([HEADERS[version], Buffer.from('payload')]));
      const target = await backend.next();
      await target.sees('payload');
      const { localPort } = client.socket;
      expect(only(observed)).toMatchObject({
        client: '203.0.113.9:4711',
        peer: `127.0.0.1:${localPort}`,
        target: `127.0.0.1:${backend.port}`,
        bytesUp: 7,
      });
      await target.send('answer');
      await client.sees('answer');
      await client.send(' and more');
      await target.sees('payload and more');
      // The peer is nobody's client.
      expect(observed.plane.kill({ client: '127.0.0.1' })).toBe(0);
      expect(observed.plane.kill({ client: '203.0.113.9' })).toBe(1);
      await client.seesReset();
    },
  );

  test.each(['v1', 'v2'] as const)(
    '%s may come byte by byte; nothing is dialled before it is whole',
    async (version) => {
      const { observed, backend, port } = await accepting();
      const client = await Peer.dial(port);
      await until('the connection', () => only(observed));
      expect(only(observed)).toMatchObject({
        phase: 'header',
        target: '',
        client: `127.0.0.1:${client.socket.localPort}`,
      });
      const header = HEADERS[version];
      for (const byte of header.subarray(0, -1)) {
        await client.send(Buffer.of(byte));
        await new Promise((turn) => setImmediate(turn));
      }
      expect([backend.count, only(observed)?.phase]).toEqual([0, 'header']);
      await client.send(header.subarray(-1));
      const target = await backend.next();
      await client.send('payload');
      await target.sees('payload');
      expect(only(observed)).toMatchObject({ client: '203.0.113.9:4711', phase: 'data' });
    },
  );

  test('what comes with it, more than a read takes, arrives whole, and a FIN behind it', async () => {
    const { observed, backend, port } = await accepting();
    const data = Buffer.alloc(3 << 20, 'what comes with it ');
    const client = await Peer.dial(port);
    client.finish(Buffer.concat([HEADERS.v2, data]));
    const target = await backend.next();
    await target.seesFin();
    expect(target.data.equals(data)).toBe(true);
    target.finish(data);
    await client.seesFin();
    expect(client.data.equals(data)).toBe(true);
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x').bytesUp).toBe(data.length);
  });

  test('a FIN right behind it, or a reset, reaches the target', async () => {
    const { observed, backend, port } = await accepting();
    const client = await Peer.dial(port);
    client.finish(HEADERS.v1);
    const target = await backend.next();
    await target.seesFin();
    await target.send('answer');
    target.finish();
    await client.seesFin();
    expect([client.text, target.text]).toEqual(['answer', '']);
    await until('the end', () => observed.counters('x').connections === 0);
    const resetting = await Peer.dial(port);
    await resetting.send(HEADERS.v1);
    const other = await backend.next();
    resetting.reset();
    await other.seesReset();
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x').ends).toEqual({ 'client data closed': 1, 'client data reset': 1 });
  });

  test('a peer that speaks for itself is the client', async () => {
    const { observed, backend, port } = await accepting();
    for (const header of [LOCAL, Buffer.from('PROXY UNKNOWN\r\n')]) {
      const client = await Peer.dial(port);
      await client.send(header);
      await backend.next();
      await until('data', () => only(observed)?.phase === 'data');
      expect(only(observed)).toMatchObject({ client: `127.0.0.1:${client.socket.localPort}` });
      expect(only(observed)).not.toHaveProperty('peer');
      client.reset();
      await until('the end', () => observed.counters('x').connections === 0);
    }
  });

  test.each([
    ['another protocol', 'GET / HTTP/1.1\r\n\r\n', 'signature'],
    ['a line that is too long', `PROXY UNKNOWN ${'x'.repeat(200)}`, 'length'],
    ['a wrong line', 'PROXY TCP4 1.2.3.4 1.2.3.5 1\r\n', 'line'],
    ['a header that is too long', Buffer.from('0d0a0d0a000d0a515549540a2111ffff', 'hex'), 'length'],
    ['a version that nobody knows', Buffer.from('0d0a0d0a000d0a515549540a3111000c', 'hex'), 'version'],
  ])('%s: the client is reset, and the entry says why', async (_, bytes, how) => {
    const { observed, backend, port } = await accepting();
    const client = await Peer.dial(port);
    await client.send(bytes);
    await client.seesReset();
    await until('the end', () => observed.counters('x').connections === 0);
    const { ends, errors, lastError } = observed.counters('x');
    expect({ ends, errors }).toEqual({ ends: { [`netsh header ${how}`]: 1 }, errors: 1 });
    expect(lastError?.text).toMatch(/^The PROXY protocol header of 127\.0\.0\.1 is not accepted: .+\.$/);
    expect(backend.count).toBe(0);
  });

  test('a client that is slower than the time for it is reset, whatever it has sent', async () => {
    const { observed, backend, port } = await accepting({}, { headerTimeoutMs: 300 });
    const silent = await Peer.dial(port);
    const slow = await Peer.dial(port);
    await slow.send(HEADERS.v1.subarray(0, 20));
    await Promise.all([silent.seesReset(), slow.seesReset()]);
    await until('the ends', () => observed.counters('x').connections === 0);
    expect(observed.counters('x')).toMatchObject({ ends: { 'timeout header reset': 2 }, errors: 2 });
    expect(backend.count).toBe(0);
  });

  test('a check that connects and goes away is counted, and no error', async () => {
    const { observed, backend, port } = await accepting();
    const closing = await Peer.dial(port);
    closing.finish();
    const cut = await Peer.dial(port);
    cut.finish('PROXY TC');
    const resetting = await Peer.dial(port);
    await until('all three', () => observed.counters('x').connectionsTotal === 3);
    resetting.reset();
    await until('the ends', () => observed.counters('x').connections === 0);
    expect(observed.counters('x')).toMatchObject({
      ends: { 'client header closed': 2, 'client header reset': 1 },
      errors: 0,
    });
    expect([observed.events, backend.count]).toEqual([[], 0]);
  });

  test('rules judge the peer, whatever its header tells', async () => {
    const { observed, backend, port } = await accepting();
    const sender = new RulebookSender();
    const rules = (remoteIp: string): Promise<void> =>
      observed.plane.setRules(
        sender.update(bookOf({ protocol: 'tcp', localPort: String(port), remoteIp, action: 'block' })),
      );
    await rules('203.0.113.9');
    const client = await Peer.dial(port);
    await client.send(Buffer.concat([HEADERS.v2, Buffer.from('payload')]));
    await (await backend.next()).sees('payload');
    const waits = await Peer.dial(port);
    await until('both', () => observed.counters('x').connections === 2);
    await rules('127.0.0.1');
    await Promise.all([client.seesReset(), waits.seesReset()]);
    await until('the ends', () => observed.counters('x').connections === 0);
    expect(observed.counters('x').ends).toEqual({ 'netsh data denied': 1, 'netsh header denied': 1 });
    await (await Peer.dial(port)).seesReset();
    expect(observed.counters('x').connectionsTotal).toBe(2);
  });

  test('one that is awaited can be killed', async () => {
    const { observed, port } = await accepting();
    const client = await Peer.dial(port);
    await until('the connection', () => only(observed));
    expect(observed.plane.kill({ client: '127.0.0.1' })).toBe(1);
    await client.seesReset();
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x').ends).toEqual({ 'netsh header reset': 1 });
  });

  test('the time for the target begins behind it', async () => {
    const { observed, backend, port } = await accepting(
      {},
      { connectTimeoutMs: 400, headerTimeoutMs: 10_000 },
    );
    const client = await Peer.dial(port);
    const begin = performance.now();
    await until('more than the connect timeout', () => performance.now() - begin > 600);
    await client.send(HEADERS.v2);
    await client.send('late');
    const target = await backend.next();
    await target.sees('late');
    expect(observed.counters('x').errors).toBe(0);
  });

  test.each(['v1', 'v2'] as const)(
    'a chain passes the real client on by %s, in one write with what it sent',
    async (sendProxy) => {
      const { observed, backend, port } = await accepting({ sendProxy });
      const client = await Peer.dial(port);
      await client.send(Buffer.concat([HEADERS.v1, Buffer.from('payload')]));
      const target = await backend.next();
      const expected = Buffer.concat([HEADERS[sendProxy], Buffer.from('payload')]);
      await until('the bytes', () => target.received >= expected.length);
      expect(target.chunks).toEqual([expected]);
      expect(only(observed)).toMatchObject({ client: '203.0.113.9:4711', bytesUp: 7 });
    },
  );

  test('a sample tells a connection anew when its header has come', async () => {
    const { observed, backend, port } = await accepting();
    const { sampler } = observed.plane;
    const client = await Peer.dial(port);
    await until('the connection', () => only(observed));
    sampler.begin(false);
    expect([...sampler.infos()]).toMatchObject([{ phase: 'header' }]);
    await client.send(HEADERS.v2);
    await backend.next();
    await until('data', () => only(observed)?.phase === 'data');
    sampler.begin(false);
    expect([...sampler.infos()]).toMatchObject([{ phase: 'data', client: '203.0.113.9:4711' }]);
  });
});

test('a change of acceptproxy holds for connections that come later', async () => {
  const { observed, backend, port } = await relayed({ more: { acceptProxy: true } });
  const waits = await Peer.dial(port);
  await until('the connection', () => only(observed)?.phase === 'header');
  const without = entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}` });
  await observed.plane.apply({ put: [without], remove: [] });
  const other = await Peer.dial(port);
  await other.send('no header');
  await (await backend.next()).sees('no header');
  await waits.send(HEADERS.v1);
  await waits.send('payload');
  await (await backend.next()).sees('payload');
});

test('a header that is awaited when acceptproxy is taken back still has its time, and goes to the target of now', async () => {
  const limits = { headerTimeoutMs: 1_500 };
  const { observed, backend, port } = await relayed({ entryLimits: limits, more: { acceptProxy: true } });
  const [silent, waits] = [await Peer.dial(port), await Peer.dial(port)];
  await until('both', () => [...observed.plane.connections()].every(({ phase }) => phase === 'header'));
  await until('both', () => observed.plane.connectionCount === 2);
  const other = await Backend.start();
  onTestFinished(() => other.close());
  const without = entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${other.port}` });
  await observed.plane.apply({ put: [without], remove: [] });
  await waits.send(HEADERS.v1);
  await waits.send('payload');
  await (await other.next()).sees('payload');
  expect(backend.count).toBe(0);
  await silent.seesReset();
  expect(observed.counters('x').ends).toEqual({ 'timeout header reset': 1 });
});
