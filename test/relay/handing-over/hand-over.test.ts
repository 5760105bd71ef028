import { describe, expect, onTestFinished, test } from 'vitest';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { deafPort } from '../support/deaf.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';
import { relayWith, succeeded } from './lives.ts';

async function backend(serve?: (peer: Peer) => void): Promise<Backend> {
  const server = await Backend.start(serve);
  onTestFinished(() => server.close());
  return server;
}

describe.skipIf(transports[0]?.kind !== 'native')('a life that is handed over', () => {
  test('connections go on in every phase, with their numbers and counters', async () => {
    const server = await backend();
    const port = await freePort();
    const entries = [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${server.port}` })];
    const first = await relayWith(entries);
    const quiet = await Peer.dial(port);
    const quietFar = await server.next();
    await quiet.send('before ');
    await quietFar.sees('before ');
    const half = await Peer.dial(port);
    const halfFar = await server.next();
    half.finish('all');
    await halfFar.seesFin();
    const told = await first.connections();
    const second = await succeeded(first, entries);
    expect((await second.connections()).map(({ id, client, phase }) => ({ id, client, phase }))).toEqual(
      told.map(({ id, client, phase }) => ({ id, client, phase })),
    );
    await quiet.send('after');
    await quietFar.sees('before after');
    halfFar.finish('answer');
    await half.seesFin();
    await half.sees('answer');
    const late = await Peer.dial(port);
    await late.send('late');
    const lateFar = await server.next();
    await lateFar.sees('late');
    quiet.reset();
    await quietFar.seesReset();
    lateFar.reset();
    await late.seesReset();
    await until('three ends', async () => {
      const [report] = await second.report();
      return report?.counters.connections === 0 && report.counters.connectionsTotal === 3;
    });
    const [report] = await second.report();
    expect(report?.counters).toMatchObject({ bytesUp: 19, bytesDown: 6 });
    expect(await first.connections()).toEqual([]);
  });

  test('much data goes through several lives unharmed, with full pipes and slow readers', async () => {
    const much = seededBytes(5, 24 << 20);
    const server = await backend((peer) => peer.finish(much));
    const port = await freePort();
    const entries = [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${server.port}` })];
    let relay = await relayWith(entries);
    const peers = await Promise.all(Array.from({ length: 6 }, () => Peer.dial(port)));
    const stuck = await Peer.dial(port);
    stuck.stopReading();
    const up = seededBytes(6, 8 << 20);
    for (const peer of peers) void peer.send(up);
    for (let life = 0; life < 3; life += 1) {
      await until('some bytes', () => peers.every((peer) => peer.received > (life + 1) << 20));
      relay = await succeeded(relay, entries);
    }
    stuck.readOn();
    for (const peer of [...peers, stuck]) {
      await peer.seesFin();
      expect(peer.data.equals(much)).toBe(true);
    }
    for (let count = 0; count < peers.length + 1; count += 1) {
      const far = await server.next();
      if (far.received === 0) continue;
      await until('all', () => far.received === up.length);
      expect(far.data.equals(up)).toBe(true);
    }
    for (const peer of [...peers, stuck]) peer.finish();
    await until('no connection', async () => (await relay.connections()).length === 0);
  }, 60_000);

  test('a target that is being connected to keeps its time', async () => {
    const server = await Backend.named('here');
    onTestFinished(() => server.close());
    const [port, otherPort] = [await freePort(), await freePort()];
    const limits = { connectTimeoutMs: 8_000 };
    const entries = [
      entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${server.port}` }),
      entry({ id: 'y', listen: `127.0.0.1:${otherPort}`, connect: `127.0.0.1:${await deafPort()}`, limits }),
    ];
    const first = await relayWith(entries);
    const waiting = await Peer.dial(otherPort);
    await until('an attempt', async () => (await first.connections()).length === 1);
    const second = await succeeded(first, entries);
    expect(await second.connections()).toMatchObject([{ id: 1, entry: 'y', phase: 'connect' }]);
    expect(await ask(port)).toBe('here');
    await waiting.seesReset();
    const [report] = await second.report(['y']);
    expect(report?.counters.ends).toEqual({ 'timeout connect ETIMEDOUT': 1 });
  }, 60_000);

  test('what a rule of an entry has counted goes on: rates, allowances, clients that wait', async () => {
    const server = await backend();
    const port = await freePort();
    const entries = [
      entry({
        id: 'x',
        listen: `127.0.0.1:${port}`,
        connect: `127.0.0.1:${server.port}`,
        bounds: { maxConnections: 2, newPerClient: { count: 3, perMs: 3_600_000 }, bytesPerSecond: 1 << 20 },
      }),
    ];
    const first = await relayWith(entries);
    const one = await Peer.dial(port);
    const two = await Peer.dial(port);
    const [oneFar] = [await server.next(), await server.next()];
    const second = await succeeded(first, entries);
    const three = await Peer.dial(port);
    one.reset();
    await oneFar.seesReset();
    await server.next();
    // Three were begun within the hour, two of them in the earlier life.
    two.reset();
    const four = await Peer.dial(port);
    await four.seesReset();
    three.reset();
    const [report] = await second.report();
    expect(report?.counters.denials).toEqual({ 'more than newperclient': 1 });
  });

  test('turns of targets and rates of UDP go on', async () => {
    const names = ['one', 'two', 'three'];
    const servers = await Promise.all(names.map((name) => Backend.named(name)));
    onTestFinished(async () => void (await Promise.all(servers.map((server) => server.close()))));
    const sink = await DatagramPeer.bind();
    const [port, udpPort] = [await freePort(), await freePort()];
    const [first, ...others] = servers.map((server) => `127.0.0.1:${server.port}`);
    const entries = [
      entry({
        id: 'x',
        listen: `127.0.0.1:${port}`,
        connect: [first!, ...others],
        options: { choice: { balance: 'roundrobin', checkMs: 0 } },
      }),
      entry({
        id: 'u',
        protocol: 'udp',
        listen: `127.0.0.1:${udpPort}`,
        connect: `127.0.0.1:${sink.port}`,
        // What has gone does not come back while the test runs.
        bounds: { bytesPerSecond: 1 },
      }),
    ];
    let relay = await relayWith(entries);
    const client = await DatagramPeer.bind();
    const counters = async () => (await relay.report(['u']))[0]!.counters;
    const many = 'x'.repeat(40_000);
    const answers: string[] = [];
    for (let life = 1; life <= 4; life += 1) {
      answers.push(await ask(port));
      await client.send(many, udpPort);
      await until('its end', async () => {
        const { datagramsUp = 0, dropped = 0 } = await counters();
        return datagramsUp + dropped === life;
      });
      if (life < 4) relay = await succeeded(relay, entries);
    }
    expect(answers).toEqual(['one', 'two', 'three', 'one']);
    // A second has room for one of them.
    expect(await counters()).toMatchObject({ datagramsUp: 1, dropped: 3 });
  }, 60_000);

  test('sessions of UDP keep their numbers, their targets see one client', async () => {
    const server = await DatagramPeer.bind();
    const port = await freePort();
    const entries = [
      entry({
        id: 'u',
        protocol: 'udp',
        listen: `127.0.0.1:${port}`,
        connect: `127.0.0.1:${server.port}`,
      }),
    ];
    const first = await relayWith(entries);
    const client = await DatagramPeer.bind();
    await client.send('one', port);
    await server.sees(1);
    const told = await first.connections();
    const second = await succeeded(first, entries);
    await client.send('two', port);
    await server.sees(2);
    const [one, two] = server.came;
    expect(two?.from.port).toBe(one?.from.port);
    await server.send('answer', two!.from.port);
    await client.sees(1);
    expect(client.came[0]?.from.port).toBe(port);
    expect((await second.connections()).map(({ id }) => id)).toEqual(told.map(({ id }) => id));
  });
});
