import { describe, expect, test } from 'vitest';
import type { Plane } from '../../../src/relay/plane/plane.ts';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { entry } from '../support/entries.ts';
import { Peer } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { relayed } from '../support/relayed.ts';
import { transports } from '../support/transports.ts';

describe.each(transports)('the line of a connection with $kind', (transport) => {
  /** What the line says of a connection behind its target: bytes each way, by whom it ended, in which phase, and how. */
  async function lineAfter(
    end: (client: Peer, backend: Peer, plane: Plane) => void,
  ): Promise<{ told: string; client: string; target: string; field: readonly string[] }> {
    const { observed, backend, port } = await relayed({ transport });
    const asked = observed.plane.log.ask({ format: 'text', entries: 'all' });
    const client = await Peer.dial(port);
    const address = `127.0.0.1:${client.socket.localPort}`;
    const server = await backend.next();
    await client.send('hello');
    await server.sees('hello');
    await server.send('hi');
    await client.sees('hi');
    end(client, server, observed.plane);
    const { text, count } = await asked;
    expect(count).toBe(1);
    const field = text.trimEnd().split(' ');
    return { told: field.slice(9).join(' '), client: address, target: `127.0.0.1:${backend.port}`, field };
  }

  test('tells who it was of, and that both sides have closed', async () => {
    const { told, field, client, target } = await lineAfter((one, other) => {
      one.finish();
      other.finish();
    });
    expect(told).toMatch(/^5 2 (?:client|backend) data closed$/);
    expect(field.slice(6, 9)).toEqual([client, '-', target]);
    expect(Math.abs(Date.parse(field[0]!) - Date.now())).toBeLessThan(3_600_000);
    expect(Number(field[1])).toBeGreaterThanOrEqual(0);
  });

  test('tells that the client has reset it', async () => {
    expect((await lineAfter((client) => client.reset())).told).toBe('5 2 client data reset');
  });

  test('tells that it was ended by netsh', async () => {
    expect((await lineAfter((_client, _backend, plane) => void plane.kill({}))).told).toBe(
      '5 2 netsh data reset',
    );
  });

  test.each(['text', 'json'] as const)('tells of a session of UDP with its protocol (%s)', async (format) => {
    const observed = testPlane({ transport });
    const target = await DatagramPeer.bind({}, () => Buffer.from('hi'));
    const port = await freePort();
    const texts = { id: `v4tov4 127.0.0.1 ${port} udp`, protocol: 'udp' } as const;
    const to = { listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${target.port}` };
    await observed.plane.apply({ put: [entry({ ...texts, ...to })], remove: [] });
    const client = await DatagramPeer.bind();
    await client.ask('hello', port);
    const asked = observed.plane.log.ask({ format, entries: 'all' });
    observed.plane.kill({});
    const { text } = await asked;
    const [from, way] = [`127.0.0.1:${client.port}`, `127.0.0.1:${target.port}`];
    if (format === 'text') {
      expect(text.trimEnd().split(' ').slice(3)).toEqual(
        `udp v4tov4 127.0.0.1:${port} ${from} - ${way} 5 2 netsh data reset`.split(' '),
      );
    } else {
      expect(JSON.parse(text)).toMatchObject({
        protocol: 'udp',
        client: from,
        target: way,
        bytesUp: 5,
        bytesDown: 2,
      });
    }
  });

  test('tells in which phase the target failed', async () => {
    const { observed, backend, port } = await relayed({ transport });
    await backend.close();
    const asked = observed.plane.log.ask({ format: 'text', entries: 'all' });
    await Peer.dial(port);
    expect((await asked).text).toMatch(/ - 127\.0\.0\.1:\d+ 0 0 backend connect ECONNREFUSED\n$/);
  });
});
