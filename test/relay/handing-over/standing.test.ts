import { describe, expect, onTestFinished, test } from 'vitest';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';
import { relayWith, succeeded } from './lives.ts';

const HEADER = writeHeader('v2', {
  source: { address: '2001:db8::9', port: 4711 },
  destination: { address: '2001:db8::1', port: 443 },
});

/** A relay with one entry, and its backend. */
async function relaying(more: Partial<Parameters<typeof entry>[0]>) {
  const server = await Backend.start();
  onTestFinished(() => server.close());
  const port = await freePort();
  const entries = [
    entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${server.port}`, ...more }),
  ];
  return { relay: await relayWith(entries), server, port, entries };
}

describe.skipIf(transports[0]?.kind !== 'native')('a life that is handed over', () => {
  test.each([1, 20, HEADER.length - 1])(
    'a client that has sent %d bytes of its header sends the rest to the next process',
    async (bytes) => {
      const { relay, server, port, entries } = await relaying({
        options: { acceptProxy: true },
        limits: { headerTimeoutMs: 60_000 },
      });
      const client = await Peer.dial(port);
      await client.send(HEADER.subarray(0, bytes));
      await until('the client', async () => (await relay.connections())[0]?.phase === 'header');
      const second = await succeeded(relay, entries);
      expect(await second.connections()).toMatchObject([{ id: 1, phase: 'header', bytesUp: 0 }]);
      expect(server.count).toBe(0);
      await client.send(Buffer.concat([HEADER.subarray(bytes), Buffer.from('data')]));
      const far = await server.next();
      await far.sees('data');
      expect(await second.connections()).toMatchObject([
        { id: 1, client: '[2001:db8::9]:4711', phase: 'data' },
      ]);
    },
  );

  test('a header that does not come has the time of one process in all', async () => {
    const { relay, port, entries } = await relaying({
      options: { acceptProxy: true },
      limits: { headerTimeoutMs: 2_000 },
    });
    const client = await Peer.dial(port);
    const begun = performance.now();
    await until('the client', async () => (await relay.connections())[0]?.phase === 'header');
    // Until there is little left of it.
    await until('a while', () => performance.now() - begun > 1_000);
    const second = await succeeded(relay, entries);
    const left = performance.now();
    await client.seesReset();
    expect(performance.now() - begun).toBeGreaterThan(1_950);
    // A whole time more would end no earlier than this.
    if (left - begun < 1_900) expect(performance.now() - left).toBeLessThan(2_000);
    const [report] = await second.report();
    expect(report?.counters.ends).toEqual({ 'timeout header reset': 1 });
  });

  test('a rate holds across it, and every byte arrives', async () => {
    const bytesPerSecond = 20_000;
    const { relay, server, port, entries } = await relaying({ bounds: { bytesPerSecond } });
    const client = await Peer.dial(port);
    const far = await server.next();
    // More than passes by this rate while the test runs.
    const much = seededBytes(3, 1 << 20);
    client.finish(much);
    await until('some of it', () => far.received > 5_000);
    const second = await succeeded(relay, entries);
    const [before, begun] = [far.received, performance.now()];
    await until('more', () => far.received > before + 10_000);
    const seconds = (performance.now() - begun) / 1_000;
    // Some is let through at once, as much as for a quarter of a second; some was under way.
    expect(far.received - before).toBeLessThan((seconds + 0.5) * bytesPerSecond + 10_000);
    await second.apply({ put: entries.map((one) => ({ ...one, bounds: undefined })), remove: [] });
    await far.seesFin();
    expect(far.data.equals(much)).toBe(true);
    expect((await second.connections())[0]).toMatchObject({ id: 1, bytesUp: much.length });
  });
});
