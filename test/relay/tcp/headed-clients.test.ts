import { describe, expect, onTestFinished, test } from 'vitest';
import type { LogFormat } from '../../../src/relay/log/logging.ts';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { relayed } from '../support/relayed.ts';
import { transports } from '../support/transports.ts';

/** A header that names this client. */
function header(address: string): Buffer {
  return writeHeader('v1', {
    source: { address, port: 4711 },
    destination: { address: '198.51.100.1', port: 443 },
  });
}

describe.each(transports)('a client that a header names ($kind)', (transport) => {
  test('has the target of balance=source that it would have by itself', async () => {
    const observed = testPlane({ transport });
    const names = ['a', 'b', 'c'];
    const backends = await Promise.all(names.map((name) => Backend.named(name)));
    onTestFinished(async () => void (await Promise.all(backends.map((backend) => backend.close()))));
    const [first = '', ...others] = backends.map(({ port }) => `127.0.0.1:${port}`);
    const [direct, headed] = [await freePort(), await freePort()];
    const to = (id: string, port: number, acceptProxy: boolean) =>
      entry({
        id,
        listen: `127.0.0.1:${port}`,
        connect: [first, ...others],
        options: { choice: { balance: 'source', checkMs: 0 }, ...(acceptProxy && { acceptProxy }) },
      });
    await observed.plane.apply({ put: [to('d', direct, false), to('h', headed, true)], remove: [] });
    const found = new Set<string>();
    for (let host = 1; host <= 12; host++) {
      const address = `127.0.3.${host}`;
      const [itself, named] = [await Peer.dial(direct, '127.0.0.1', address), await Peer.dial(headed)];
      await named.send(header(address));
      await Promise.all([itself.seesFin(), named.seesFin()]);
      expect(named.text).toBe(itself.text);
      found.add(named.text);
    }
    expect(found.size).toBeGreaterThan(1);
  });

  test.each(['text', 'json'] as const)(
    'is the client of its line in the log, beside its peer (%s)',
    async (format: LogFormat) => {
      const { observed, backend, port } = await relayed({ transport, more: { acceptProxy: true } });
      const asked = observed.plane.log.ask({ format, entries: 'all' });
      const client = await Peer.dial(port);
      await client.send(header('203.0.113.9'));
      const peer = `127.0.0.1:${client.socket.localPort}`;
      const target = await backend.next();
      client.finish();
      await target.seesFin();
      target.finish();
      const { text } = await asked;
      if (format === 'text') expect(text.split(' ').slice(6, 8)).toEqual(['203.0.113.9:4711', peer]);
      else expect(JSON.parse(text)).toMatchObject({ client: '203.0.113.9:4711', peer });
    },
  );

  test('has a line in the log when it was one too many, since its connection had begun', async () => {
    const { observed, port } = await relayed({
      transport,
      more: {
        acceptProxy: true,
        bounds: {
          maxConnections: 0,
          maxPerClient: 0,
          newPerClient: { count: 1, perMs: 3_600_000 },
          bytesPerSecond: 0,
        },
      },
    });
    const first = await Peer.dial(port);
    await first.send(header('203.0.113.9'));
    const asked = observed.plane.log.ask({ format: 'text', entries: 'all' });
    const second = await Peer.dial(port);
    await second.send(header('203.0.113.9'));
    await second.seesReset();
    expect((await asked).text).toMatch(/ 203\.0\.113\.9:4711 127\.0\.0\.1:\d+ - 0 0 netsh header bound\n$/);
  });
});
