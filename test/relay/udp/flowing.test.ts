import { describe, expect, test } from 'vitest';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { entry } from '../support/entries.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { seeded, seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const LARGEST = 65_507;

describe.each(transports.map((transport) => [transport.kind, transport] as const))(
  '%s',
  (_kind, transport) => {
    async function relayed(hosts: { listen?: string; target?: string } = {}) {
      const { listen = '127.0.0.1', target = '127.0.0.1' } = hosts;
      const observed = testPlane({ transport });
      const backend = await DatagramPeer.echo({ host: target });
      const port = await freePort();
      await observed.plane.apply({
        put: [
          entry({
            id: 'x',
            protocol: 'udp',
            listen: `${listen}:${port}`,
            connect: `${target}:${backend.port}`,
            version: listen.includes(':') ? 6 : 4,
            connectVersion: target.includes(':') ? 6 : 4,
          }),
        ],
        remove: [],
      });
      expect(observed.statuses.get('x')).toEqual({ state: 'listening' });
      return { observed, backend, port };
    }

    test.each([
      ['127.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '::1'],
      ['::1', '127.0.0.1'],
      ['::1', '::1'],
    ])('datagrams go from %s to %s and back', async (listen, target) => {
      const { observed, backend, port } = await relayed({ listen, target });
      const client = await DatagramPeer.bind({ host: listen });
      const { bytes, from } = await client.ask('hello', port, listen);
      expect(bytes.toString()).toBe('hello');
      expect([from.address, from.port]).toEqual([listen, port]);
      expect(backend.texts).toEqual(['hello']);
      const [session, ...others] = [...observed.plane.connections()];
      expect(others).toEqual([]);
      expect(session).toMatchObject({ entry: 'x', protocol: 'udp', phase: 'data', bytesUp: 5, bytesDown: 5 });
      expect(session?.client).toContain(`:${client.port}`);
      expect(session?.target).toContain(`:${backend.port}`);
      expect(observed.counters('x')).toMatchObject({
        connections: 1,
        connectionsTotal: 1,
        bytesUp: 5,
        bytesDown: 5,
        datagramsUp: 1,
        datagramsDown: 1,
        dropped: 0,
        errors: 0,
      });
    });

    test('boundaries are kept, of empty datagrams and of the largest too', async () => {
      const { backend, port } = await relayed();
      const client = await DatagramPeer.bind();
      const next = seeded(7);
      for (const size of [0, 1, LARGEST, 0, 1_472, 65_000, 8_192, 1]) {
        const sent = seededBytes(Math.floor(next() * 1_000), size + 4).subarray(0, size);
        const { bytes } = await client.ask(sent, port);
        expect(bytes.equals(sent), `${size} bytes`).toBe(true);
        expect(backend.came.at(-1)?.bytes.equals(sent)).toBe(true);
      }
    });

    test('each client has a session, and gets its own answers in the order in which it sent', async () => {
      const { observed, port } = await relayed();
      const clients = await Promise.all(Array.from({ length: 20 }, () => DatagramPeer.bind()));
      for (let round = 0; round < 20; round += 1)
        await Promise.all(clients.map((client, at) => client.send(`${at} ${round}`, port)));
      for (const [at, client] of clients.entries()) {
        await client.sees(20);
        expect(client.texts).toEqual(Array.from({ length: 20 }, (_, round) => `${at} ${round}`));
      }
      expect(observed.counters('x')).toMatchObject({ connections: 20, datagramsUp: 400, datagramsDown: 400 });
    });

    test('a burst of datagrams arrives whole and in order', async () => {
      const { observed, backend, port } = await relayed();
      const client = await DatagramPeer.bind();
      const count = 300;
      await client.ask('first', port);
      await Promise.all(Array.from({ length: count }, (_, at) => client.send(`datagram ${at}`, port)));
      await client.sees(count + 1);
      const wanted = ['first', ...Array.from({ length: count }, (_, at) => `datagram ${at}`)];
      expect(backend.texts).toEqual(wanted);
      expect(client.texts).toEqual(wanted);
      expect(observed.counters('x')).toMatchObject({ datagramsUp: count + 1, datagramsDown: count + 1 });
    });

    test('bursts of datagrams of equal, shorter, longer and no length keep their boundaries and their order', async () => {
      const { observed, backend, port } = await relayed();
      const clients = await Promise.all([0, 1, 2].map(() => DatagramPeer.bind()));
      for (const client of clients) await client.ask('first', port);
      const next = seeded(11);
      const size = (): number =>
        [0, 1, 100, 100, 1_200, 1_200, 1_200, 1_200, 1_350, 20_000][Math.floor(next() * 10)]!;
      const sent = clients.map((): Buffer[] => []);
      for (let round = 0; round < 40; round += 1) {
        const sending: Promise<void>[] = [];
        for (const [at, client] of clients.entries()) {
          const length = size();
          for (let count = 1 + Math.floor(next() * 5); count > 0; count -= 1) {
            const bytes = Buffer.alloc(length, (round * 7 + count) % 256);
            sent[at]!.push(bytes);
            sending.push(client.send(bytes, port));
          }
        }
        await Promise.all(sending);
        for (const [at, client] of clients.entries()) await client.sees(sent[at]!.length + 1);
      }
      for (const [at, client] of clients.entries()) {
        const came = client.came.slice(1).map(({ bytes }) => bytes);
        expect(came.length).toBe(sent[at]!.length);
        expect(came.every((bytes, index) => bytes.equals(sent[at]![index]!))).toBe(true);
      }
      expect(observed.counters('x').dropped ?? 0).toBe(0);
      expect(backend.came).toHaveLength(3 + sent.flat().length);
    });

    test('a target that refuses is counted and told, and the session goes on when it is there', async () => {
      const { observed, backend, port } = await relayed();
      const client = await DatagramPeer.bind();
      await client.ask('one', port);
      const { port: targetPort } = backend;
      backend.close();
      await client.send('two', port);
      const error = await until('an error', () => observed.counters('x').lastError);
      expect(error.text).toBe(
        `Datagrams do not reach 127.0.0.1:${targetPort}: nothing listens there (ECONNREFUSED).`,
      );
      await DatagramPeer.echo({ port: targetPort });
      expect((await client.ask('three', port)).bytes.toString()).toBe('three');
      expect(observed.counters('x')).toMatchObject({ connections: 1, connectionsTotal: 1, errors: 1 });
    });

    test('a trial says which of several ports another program has, and leaves nothing open', async () => {
      const { observed, backend, port } = await relayed();
      const [free, other] = [await freePort(), await freePort()];
      const of = (listenPort: number) =>
        entry({ protocol: 'udp', listen: `127.0.0.1:${listenPort}`, connect: `127.0.0.1:${backend.port}` });
      const refused = await observed.plane.tryListen([of(free), of(backend.port), of(other), of(port)]);
      expect(refused.map(({ id, reason }) => [id, reason])).toEqual([
        [`127.0.0.1:${backend.port}`, `Port ${backend.port} is already in use.`],
      ]);
      await DatagramPeer.bind({ port: free });
      await DatagramPeer.bind({ port: other });
    });

    test('a range leads to the port at the same place', async () => {
      const observed = testPlane({ transport });
      const [listen, target] = [await freePort(3), await freePort(3)];
      const backends = await Promise.all([0, 1, 2].map((at) => DatagramPeer.echo({ port: target + at })));
      await observed.plane.apply({
        put: [
          entry({
            id: 'x',
            protocol: 'udp',
            listen: `127.0.0.1:${listen}-${listen + 2}`,
            connect: `127.0.0.1:${target}-${target + 2}`,
          }),
        ],
        remove: [],
      });
      const client = await DatagramPeer.bind();
      for (const at of [0, 1, 2])
        expect((await client.ask(`to ${at}`, listen + at)).from.port).toBe(listen + at);
      expect(backends.map(({ texts }) => texts)).toEqual([['to 0'], ['to 1'], ['to 2']]);
      expect(observed.counters('x').connections).toBe(3);
    });
  },
);
