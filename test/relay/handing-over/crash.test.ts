import { describe, expect, onTestFinished, test } from 'vitest';
import { createRelay } from '../../../src/relay/create.ts';
import { type PlaneLink, startWorker } from '../../../src/relay/plane-host.ts';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';
import { clients } from '../support/bounded.ts';
import { deafPort } from '../support/deaf.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

/** A relay with one entry, whose worker can be made to crash. */
async function relaying(serve?: (peer: Peer) => void, more: Partial<Parameters<typeof entry>[0]> = {}) {
  const planes: PlaneLink[] = [];
  const relay = await createRelay({
    startPlane(left) {
      planes.push(startWorker(left));
      return planes.at(-1)!;
    },
  });
  const backend = await Backend.start(serve);
  onTestFinished(async () => {
    await relay.close(0);
    await backend.close();
  });
  const port = await freePort();
  await relay.apply({
    put: [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${backend.port}`, ...more })],
    remove: [],
  });
  const crash = async (): Promise<void> => {
    const count = planes.length;
    await planes.at(-1)!.end();
    await until('the next worker', () => planes.length > count && relay.status('x')?.state === 'listening');
  };
  return { relay, backend, port, crash };
}

describe.skipIf(transports[0]?.kind !== 'native')('a worker that crashes', () => {
  test('leaves quiet connections to the next one, half-closed ones too, with their numbers', async () => {
    const { relay, backend, port, crash } = await relaying();
    const [quiet, half] = [await Peer.dial(port), await Peer.dial(port)];
    const [quietFar, halfFar] = [await backend.next(), await backend.next()];
    await quiet.send('before');
    await quietFar.sees('before');
    half.finish('all');
    await halfFar.seesFin();
    const ids = (await relay.connections()).map(({ id }) => id);
    await crash();
    expect((await relay.connections()).map(({ id }) => id)).toEqual(ids);
    await quiet.send(', after');
    await quietFar.sees('before, after');
    expect((await relay.connections())[0]).toMatchObject({ bytesUp: 13 });
    halfFar.finish('answer');
    await half.seesFin();
    await half.sees('answer');
    const late = await Peer.dial(port);
    await late.send('late');
    await (await backend.next()).sees('late');
    expect((await relay.connections()).map(({ id }) => id)).toContain(Math.max(...ids) + 1);
  });

  test('leaves connections that have begun to the next one, which begins them anew', async () => {
    const good = await Backend.start();
    onTestFinished(() => good.close());
    const { relay, port, crash } = await relaying(undefined, {
      connect: [`127.0.0.1:${await deafPort()}`, `127.0.0.1:${good.port}`],
      limits: { connectTimeoutMs: 2_000 },
    });
    const client = await Peer.dial(port);
    await client.send('early');
    await until('an attempt', async () => (await relay.connections()).length === 1);
    const [before] = await relay.connections();
    await crash();
    expect(await relay.connections()).toMatchObject([{ id: before?.id, phase: 'connect' }]);
    const far = await good.next();
    await far.sees('early');
    await far.send('answer');
    await client.sees('answer');
    const [report] = await relay.report();
    expect(report?.counters).toMatchObject({ connections: 1, connectionsTotal: 1 });
  }, 30_000);

  test('leaves clients whose header is on its way, and who they really are, to the next one', async () => {
    const { relay, backend, port, crash } = await relaying(undefined, {
      options: { acceptProxy: true },
      bounds: { maxPerClient: 1 },
    });
    const header = writeHeader('v2', {
      source: { address: '2001:db8::9', port: 4711 },
      destination: { address: '2001:db8::1', port: 443 },
    });
    const client = await Peer.dial(port);
    await client.send(header.subarray(0, 20));
    await until('the header', async () => (await relay.connections())[0]?.phase === 'header');
    await crash();
    await client.send(Buffer.concat([header.subarray(20), Buffer.from('data')]));
    const far = await backend.next();
    await far.sees('data');
    await relay.connections();
    await crash();
    expect(await relay.connections()).toMatchObject([
      { id: 1, client: '[2001:db8::9]:4711', peer: `127.0.0.1:${client.socket.localPort}` },
    ]);
    await client.send(', more');
    await far.sees('data, more');
    const second = await Peer.dial(port);
    await second.send(header);
    await second.seesReset();
    const [report] = await relay.report();
    expect(report?.counters.denials).toEqual({ 'more than maxperclient': 1 });
  }, 30_000);

  test('leaves the counts of targets and of clients to the next one', async () => {
    const other = await Backend.start();
    onTestFinished(() => other.close());
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const { relay, port, crash } = await relaying(undefined, {
      connect: [`127.0.0.1:${backend.port}`, `127.0.0.1:${other.port}`],
      options: { choice: { balance: 'leastconnections', checkMs: 0 } },
      bounds: { maxPerClient: 3, maxConnections: 4 },
    });
    const two = await clients(port, 2);
    two[1]!.reset();
    await until('one', async () => (await relay.connections()).length === 1);
    await crash();
    const counts = async () => (await relay.report())[0]?.counters.targets?.map((one) => one.connections);
    expect(await counts()).toEqual([1, 0]);
    await clients(port, 2);
    await until('all', async () => (await relay.connections()).length === 3);
    expect(await counts()).toEqual([2, 1]);
    const fourth = await Peer.dial(port);
    await fourth.seesReset();
    expect((await relay.connections()).map(({ target }) => target).sort()).toEqual(
      [backend.port, backend.port, other.port].map((at) => `127.0.0.1:${at}`).sort(),
    );
  }, 30_000);

  test('leaves clients that wait for room to the next one', async () => {
    const { relay, backend, port, crash } = await relaying(undefined, { bounds: { maxConnections: 1 } });
    // Where another entry has the other addresses of the port, clients are accepted before they wait.
    const star = entry({ id: 'star', listen: `*:${port}`, connect: `127.0.0.1:${backend.port}` });
    await relay.apply({ put: [star], remove: [] });
    const first = await Peer.dial(port);
    const firstFar = await backend.next();
    const second = await Peer.dial(port);
    await second.send('I wait');
    const waiting = async () => (await relay.report(['x']))[0]?.counters.waiting;
    await until('a wait', async () => (await waiting())?.accepted === 1);
    await crash();
    await until('a wait', async () => (await waiting())?.accepted === 1);
    await first.send('here');
    await firstFar.sees('here');
    first.reset();
    await (await backend.next()).sees('I wait');
    expect(await waiting()).toBeUndefined();
    expect((await relay.connections()).map(({ id }) => id)).toEqual([2]);
  });

  test('never lets a busy connection go on with a hole: it is whole, or reset', async () => {
    const much = seededBytes(9, 48 << 20);
    const { port, crash } = await relaying((peer) => peer.finish(much));
    const peers = await Promise.all(Array.from({ length: 8 }, () => Peer.dial(port)));
    await until('some bytes', () => peers.every((peer) => peer.received > 1 << 20));
    await crash();
    await until('all ends', () => peers.every(({ finished, broken }) => finished || broken !== undefined));
    for (const peer of peers) {
      if (peer.broken === undefined) expect(peer.data.equals(much)).toBe(true);
      else expect(peer.data.equals(much.subarray(0, peer.received))).toBe(true);
    }
  }, 60_000);
});
