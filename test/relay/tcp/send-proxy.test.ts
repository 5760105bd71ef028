import { describe, expect, onTestFinished, test } from 'vitest';
import { readHeader } from '../../../src/relay/proxy-header/read-header.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { relayed } from '../support/relayed.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

/** The addresses that a header at the beginning of `data` tells, and all that follows it. */
function parted(data: Buffer): { readonly told: unknown; readonly rest: string } {
  const read = readHeader(data);
  if (read.kind !== 'whole') throw new Error(`No header: ${JSON.stringify(read)}`);
  return { told: read.addresses, rest: data.subarray(read.length).toString() };
}

describe.each(transports)('$kind', (transport) => {
  test.each(['v1', 'v2'] as const)(
    '%s goes before all that the client sends, and is not counted',
    async (sendProxy) => {
      const { observed, backend, port } = await relayed({ transport, more: { sendProxy } });
      const client = await Peer.dial(port, '127.0.0.1', '127.0.0.7');
      const target = await backend.next();
      // A target that speaks first may have to know at once who its client is.
      const told = await until('a header', () => target.received > 0 && parted(target.data));
      expect(told).toEqual({
        told: {
          source: { address: '127.0.0.7', port: client.socket.localPort },
          destination: { address: '127.0.0.1', port },
        },
        rest: '',
      });
      await client.send('hello');
      await until('the bytes', () => parted(target.data).rest === 'hello');
      target.finish('bye');
      await client.seesFin();
      client.finish();
      await target.seesFin();
      await until('the end', () => observed.counters('x').connections === 0);
      expect(observed.counters('x')).toMatchObject({ bytesUp: 5, bytesDown: 3, errors: 0 });
    },
  );

  test('the first bytes go with it in one write where they are there', async () => {
    const lookups: ((addresses: string[]) => void)[] = [];
    const observed = testPlane({ transport, lookup: () => new Promise((resolve) => lookups.push(resolve)) });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    const spec = entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `one.example:${backend.port}` });
    await observed.plane.apply({ put: [{ ...spec, sendProxy: 'v2' }], remove: [] });
    const client = await Peer.dial(port);
    await client.send('first');
    await until('the question', () => lookups.length > 0);
    lookups[0]?.(['127.0.0.1']);
    const target = await backend.next();
    await until('bytes', () => target.received > 0);
    expect(parted(target.chunks[0]!).rest).toBe('first');
  });

  test('a client that has only sent its FIN still leaves a header', async () => {
    const { backend, port } = await relayed({ transport, more: { sendProxy: 'v1' } });
    const client = await Peer.dial(port);
    client.finish();
    const target = await backend.next();
    await target.seesFin();
    expect(parted(target.data).rest).toBe('');
    target.finish('answer');
    await client.seesFin();
    expect(client.text).toBe('answer');
  });

  test('large streams follow it unharmed, both ways', async () => {
    const { backend, port } = await relayed({ transport, more: { sendProxy: 'v2' } });
    const data = Buffer.alloc(5 << 20, 'a stream of some length, ');
    const client = await Peer.dial(port);
    client.finish(data);
    const target = await backend.next();
    target.finish(data);
    await Promise.all([target.seesFin(), client.seesFin()]);
    expect(parted(target.data).rest).toBe(data.toString());
    expect(client.data.equals(data)).toBe(true);
  });

  test('IPv6 clients are told as such, also to an IPv4 target', async () => {
    const observed = testPlane({ transport });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    const spec = entry({
      listen: `::1:${port}`,
      connect: `127.0.0.1:${backend.port}`,
      version: 6,
      connectVersion: 4,
    });
    for (const sendProxy of ['v1', 'v2'] as const) {
      await observed.plane.apply({ put: [{ ...spec, sendProxy }], remove: [] });
      const client = await Peer.dial(port, '::1');
      await client.send('!');
      const target = await backend.next();
      await until('the bytes', () => target.received > 0 && parted(target.data).rest === '!');
      const { localPort } = client.socket;
      expect(parted(target.data).told).toEqual({
        source: { address: '::1', port: localPort },
        destination: { address: '::1', port },
      });
      client.reset();
    }
  });

  test('a target that is tried after another gets one header', async () => {
    const observed = testPlane({ transport });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const [port, dead] = [await freePort(), await freePort()];
    const spec = entry({
      listen: `127.0.0.1:${port}`,
      connect: [`127.0.0.1:${dead}`, `127.0.0.1:${backend.port}`],
    });
    await observed.plane.apply({ put: [{ ...spec, sendProxy: 'v1' }], remove: [] });
    const client = await Peer.dial(port);
    client.finish('x');
    const target = await backend.next();
    await target.seesFin();
    expect(parted(target.data).rest).toBe('x');
  });
});
