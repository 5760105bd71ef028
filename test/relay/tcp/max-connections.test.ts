import { describe, expect, onTestFinished, test } from 'vitest';
import { RulebookSender } from '../../../src/relay/common/rulebook-update.ts';
import { Descriptors } from '../../../src/relay/common/descriptors.ts';
import { bookOf } from '../../firewall/rulebook.ts';
import { bounded, clients } from '../support/bounded.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

describe.each(transports)('maxconnections ($kind)', (transport) => {
  test('further clients wait, in their order, and lose nothing that they said', async () => {
    const { observed, backend, port } = await bounded(transport, { maxConnections: 2 });
    const peers: Peer[] = [];
    for (let at = 0; at < 5; at++) {
      const peer = await Peer.dial(port);
      await peer.send(`client ${at}`);
      peers.push(peer);
      // Which of two that come at once is first is the system's affair.
      if (at < 2) await until('its turn', () => backend.count === at + 1);
    }
    await until('a wait', () => observed.counters('x').waiting !== undefined);
    expect(observed.counters('x').connections).toBe(2);
    if (transport.kind === 'native') {
      expect(observed.counters('x').waiting).toEqual({ accepted: 0, inQueue: true });
    } else {
      await until('three', () => observed.counters('x').waiting?.accepted === 3);
      expect(observed.counters('x').waiting).toEqual({ accepted: 3, inQueue: false });
    }
    for (let at = 0; at < 5; at++) {
      const taken = await backend.next();
      await taken.sees(`client ${at}`);
      taken.finish('done');
      await peers[at]!.sees('done');
      peers[at]!.finish();
    }
    await until('the end of all', () => observed.plane.connectionCount === 0);
    expect(observed.counters('x')).toMatchObject({ connectionsTotal: 5, refused: 0, denied: 0, errors: 0 });
    expect(observed.counters('x')).not.toHaveProperty('waiting');
  });

  test('those that wait get on at once when it is raised, and when it is taken back', async () => {
    const { backend, port, set } = await bounded(transport, { maxConnections: 1 });
    await clients(port, 4);
    await until('the first', () => backend.count === 1);
    await set({ maxConnections: 3 });
    await until('two more', () => backend.count === 3);
    await set(undefined);
    await until('the last', () => backend.count === 4);
  });

  test('holds for connections that exist when it is set; none of them ends', async () => {
    const { observed, backend, port, set } = await bounded(transport, undefined);
    const [first, second] = await clients(port, 2);
    await until('both', () => backend.count === 2);
    await set({ maxConnections: 1 });
    const third = await Peer.dial(port);
    first!.reset();
    await until('the end of one', () => observed.counters('x').connections === 1);
    expect(backend.count).toBe(2);
    second!.reset();
    await until('the third', () => backend.count === 3);
    expect(third.closed).toBe(false);
  });

  test('an entry that is full does not hold up another on the same listener', async () => {
    const observed = testPlane({ transport });
    const [star, single] = [await Backend.named('star'), await Backend.start()];
    onTestFinished(async () => {
      await Promise.all([star.close(), single.close()]);
    });
    const port = await freePort();
    await observed.plane.apply({
      put: [
        entry({ id: 'star', listen: `*:${port}`, connect: `127.0.0.1:${star.port}` }),
        entry({
          id: 'single',
          listen: `127.0.0.2:${port}`,
          connect: `127.0.0.1:${single.port}`,
          bounds: { maxConnections: 1 },
        }),
      ],
      remove: [],
    });
    const first = await Peer.dial(port, '127.0.0.2');
    await until('the first', () => single.count === 1);
    const waits = await Peer.dial(port, '127.0.0.2');
    await waits.send('I wait');
    for (let count = 0; count < 20; count++) expect(await ask(port)).toBe('star');
    expect(single.count).toBe(1);
    expect(observed.counters('single').waiting).toEqual({ accepted: 1, inQueue: false });
    first.reset();
    await single.next();
    await (await single.next()).sees('I wait');
  });

  test('one number for all ports of a range', async () => {
    const observed = testPlane({ transport });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort(3);
    await observed.plane.apply({
      put: [
        entry({
          id: 'x',
          listen: `127.0.0.1:${port}-${port + 2}`,
          connect: `127.0.0.1:${backend.port}`,
          bounds: { maxConnections: 2 },
        }),
      ],
      remove: [],
    });
    const peers = [await Peer.dial(port), await Peer.dial(port + 1)];
    await until('two', () => backend.count === 2);
    peers.push(await Peer.dial(port), await Peer.dial(port + 1), await Peer.dial(port + 2));
    for (let ended = 0; ended < 3; ended++) {
      expect(backend.count).toBe(2 + ended);
      const taken = await backend.next();
      taken.reset();
      await until('the next', () => backend.count === 3 + ended);
    }
    for (let left = 0; left < 2; left++) (await backend.next()).reset();
    for (const peer of peers) await peer.seesReset();
    await until('the end of all', () => observed.plane.connectionCount === 0);
  });

  test('those that wait are reset when the entry is deleted', async () => {
    const { observed, backend, port } = await bounded(transport, { maxConnections: 1 });
    const [first, second, third] = await clients(port, 3);
    await until('the first', () => backend.count === 1);
    await observed.plane.apply({ put: [], remove: ['x'] });
    await second!.seesReset();
    await third!.seesReset();
    await first!.send('goes on');
    await (await backend.next()).sees('goes on');
    expect(backend.count).toBe(1);
  });

  test('those that wait take no more descriptors than there are', async () => {
    const descriptors = new Descriptors(100, 0);
    const observed = testPlane({ transport, descriptors });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    await observed.plane.apply({
      put: [
        entry({
          id: 'x',
          listen: `127.0.0.1:${port}`,
          connect: `127.0.0.1:${backend.port}`,
          bounds: { maxConnections: 1 },
        }),
      ],
      remove: [],
    });
    await clients(port, 60);
    await until('the first', () => backend.count === 1);
    expect(descriptors.roomForConnection).toBe(transport.kind === 'native');
    await observed.plane.apply({ put: [], remove: ['x'] });
    (await backend.next()).reset();
    await until('no descriptor in use', () => descriptors.connections === 0);
  });

  test('rules that came meanwhile judge those that waited', async () => {
    const { observed, backend, port } = await bounded(transport, { maxConnections: 1, maxPerClient: 2 });
    const [first] = await clients(port, 1);
    await until('the first', () => backend.count === 1);
    const [stranger] = await clients(port, 1, '127.0.0.6');
    const [friend] = await clients(port, 1, '127.0.0.5');
    const book = bookOf({
      protocol: 'tcp',
      localPort: String(port),
      remoteIp: '127.0.0.6',
      action: 'block',
      name: 'No',
    });
    await observed.plane.setRules(new RulebookSender().update(book));
    first!.reset();
    await stranger!.seesReset();
    await until('the friend', () => backend.count === 2);
    expect(friend!.closed).toBe(false);
    expect(observed.counters('x').denials).toEqual({ 'rule No': 1 });
  });
});
