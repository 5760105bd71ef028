import { describe, expect, onTestFinished, test } from 'vitest';
import type { EntryLimits } from '../../../src/relay/relay.ts';
import { failureReason } from '../../../src/relay/tcp/endings.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { type Observed, testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

test('a failure is a reset by its end, unless the system ended the connection', () => {
  expect(failureReason('client', 'data', 'EPIPE')).toEqual({ by: 'client', phase: 'data', how: 'reset' });
  expect(failureReason('client', 'data', 'ETIMEDOUT').by).toBe('timeout');
  expect(failureReason('backend', 'data', 'EHOSTUNREACH').how).toBe('EHOSTUNREACH');
});

describe.each(transports)('how bytes and endings pass ($kind)', (transport) => {
  async function joined(limits: Partial<EntryLimits> = {}): Promise<{
    client: Peer;
    backend: Peer;
    observed: Observed;
    id: string;
  }> {
    const observed = testPlane({ transport });
    const server = await Backend.start();
    onTestFinished(() => server.close());
    const id = `127.0.0.1:${await freePort()}`;
    await observed.plane.apply({
      put: [entry({ listen: id, connect: `127.0.0.1:${server.port}`, limits })],
      remove: [],
    });
    const client = await Peer.dial(Number(id.split(':')[1]));
    return { client, backend: await server.next(), observed, id };
  }

  test('the client half-closes and still gets the whole answer', async () => {
    const { client, backend, ...rest } = await joined();
    client.finish('question');
    await backend.seesFin();
    await backend.sees('question');
    await backend.send('part one, ');
    await client.sees('part one, ');
    backend.finish('part two');
    await client.seesFin();
    await client.sees('part one, part two');
    await endedFor(rest, 'client data closed');
  });

  test('the backend half-closes and still gets all that the client sends', async () => {
    const { client, backend, ...rest } = await joined();
    backend.finish('greeting');
    await client.seesFin();
    await client.sees('greeting');
    await client.send('one, ');
    await backend.sees('one, ');
    client.finish('two');
    await backend.seesFin();
    await backend.sees('one, two');
    await endedFor(rest, 'backend data closed');
  });

  test.each(['client', 'backend'] as const)(
    '40 MB reach a slow reader whole, with the %s half-closed',
    async (first) => {
      const { client, backend, ...rest } = await joined();
      const answer = Buffer.alloc(40_000_000, 'all of it ');
      client.stopReading();
      if (first === 'client') {
        client.finish('question');
        await backend.seesFin();
      }
      backend.finish(answer);
      // A reader that takes a little now and then, and the rest in the end.
      for (let read = 0; read < 4; read += 1) {
        const before = client.received;
        client.readOn();
        await until('some bytes', () => client.received > before);
        client.stopReading();
      }
      client.readOn();
      await client.seesFin();
      expect(client.data.equals(answer)).toBe(true);
      if (first === 'backend') client.finish();
      await endedFor(rest, `${first} data closed`);
    },
  );

  // Node's sockets see the reset only by a failed write, after which they end the connection.
  test.runIf(transport.kind === 'native').each(['client', 'backend'] as const)(
    'what the %s sent before it closed arrives whole, though the other one spoke to it meanwhile',
    async (by) => {
      const { client, backend, ...rest } = await joined();
      const [one, other] = by === 'client' ? [client, backend] : [backend, client];
      other.stopReading();
      // Systems take this much before the other one reads.
      const words = Buffer.alloc(1_500_000, 'last words ');
      one.finish(words);
      await until('all with the system', () => one.socket.writableFinished);
      // Its system sends the rest; whatever comes for it is answered by a reset.
      one.socket.destroy();
      await other.send('an answer that nobody hears');
      await until(
        'the reset at the relay',
        () => rest.observed.counters(rest.id)[by === 'client' ? 'bytesDown' : 'bytesUp'] > 0,
      );
      other.readOn();
      await until('the end', () => other.finished || other.broken !== undefined);
      expect(other.received).toBe(words.length);
      expect(other.data.equals(words)).toBe(true);
      // Nobody writes any more; the reset is passed on when the other end has it all.
      await endedFor(rest, `${by} half-closed reset`);
      await writesIntoReset(other);
    },
  );

  test('the backend resets before it said anything: the client sees a reset', async () => {
    const { client, backend, ...rest } = await joined();
    backend.reset();
    await client.seesReset();
    await endedFor(rest, 'backend data reset');
  });

  test('the backend resets in mid-transfer: the client sees a reset, never a clean end', async () => {
    const { client, backend, ...rest } = await joined();
    await backend.send(Buffer.alloc(100_000));
    await until('the beginning of the answer', () => client.received === 100_000);
    backend.reset();
    await client.seesReset();
    await endedFor(rest, 'backend data reset');
  });

  test('the backend resets after the client half-closed: the client sees a reset', async () => {
    const { client, backend, ...rest } = await joined();
    client.finish('question');
    await backend.seesFin();
    backend.reset();
    // A socket that got no FIN yet reads on, so it notices.
    await client.seesReset();
    await endedFor(rest, 'backend half-closed reset');
  });

  test('the client resets: the backend sees a reset', async () => {
    const { client, backend, ...rest } = await joined();
    await client.send('question');
    await backend.sees('question');
    client.reset();
    await backend.seesReset();
    await endedFor(rest, 'client data reset');
  });

  test('the client resets while the backend does not read: that is passed on at once', async () => {
    // The shortest timeout decides how often the relay looks after connections that stand still.
    const { client, backend, ...rest } = await joined({ connectTimeoutMs: 800 });
    backend.stopReading();
    client.socket.write(Buffer.alloc(120_000_000));
    await standsStill(client);
    client.reset();
    await endedFor(rest, 'client data reset');
    backend.readOn();
    await backend.seesReset();
  });

  test('the client resets while a long answer comes: the backend sees a reset', async () => {
    const { client, backend, ...rest } = await joined();
    backend.socket.write(Buffer.alloc(120_000_000));
    await until('the beginning of the answer', () => client.received > 100_000);
    client.reset();
    await backend.seesReset();
    await endedFor(rest, 'client data reset');
  });

  test('the backend resets while the client does not read: the client sees a reset when it reads', async () => {
    const { client, backend, ...rest } = await joined();
    client.stopReading();
    backend.socket.write(Buffer.alloc(120_000_000));
    await standsStill(backend);
    backend.reset();
    client.readOn();
    await client.seesReset();
    expect(client.received).toBeLessThan(120_000_000);
    await endedFor(rest, 'backend data reset');
  });

  test('the client resets after the backend half-closed: the backend sees a reset', async () => {
    const { client, backend, ...rest } = await joined();
    backend.finish('greeting');
    await client.seesFin();
    client.reset();
    await backend.seesReset();
    await endedFor(rest, 'client half-closed reset');
  });

  test('the client half-closes, then goes: the backend sees a reset when it answers', async () => {
    const { client, backend, ...rest } = await joined();
    client.finish('question');
    await backend.seesFin();
    client.reset();
    // The relay reads nothing more at an end that said its last word, so that only writing to it shows that it is gone.
    await writesIntoReset(backend);
    await endedFor(rest, 'client half-closed reset');
  });

  test('a client that resets before the target was reached: no target is reached for it, or sees a reset', async () => {
    const addresses = Promise.withResolvers<string[]>();
    const observed = testPlane({ transport, lookup: () => addresses.promise });
    const server = await Backend.start();
    onTestFinished(() => server.close());
    const id = `127.0.0.1:${await freePort()}`;
    await observed.plane.apply({
      put: [entry({ listen: id, connect: `later.example:${server.port}` })],
      remove: [],
    });
    const client = await Peer.dial(Number(id.split(':')[1]));
    await client.send('question');
    await until('the connection', () => observed.counters(id).connections === 1);
    client.reset();
    await until('its end', () => client.closed);
    if (transport.kind === 'native') {
      // Node's sockets notice only when they read.
      await endedFor({ observed, id }, 'client connect reset');
      addresses.resolve(['127.0.0.1']);
      const other = await Peer.dial(Number(id.split(':')[1]));
      await server.next();
      expect(server.count).toBe(1);
      other.reset();
      return;
    }
    addresses.resolve(['127.0.0.1']);
    await (await server.next()).seesReset();
    await endedFor({ observed, id }, 'client data reset');
  });

  test('a server that speaks first is heard, and a client that never speaks may stay', async () => {
    const { client, backend, observed } = await joined();
    await backend.send('220 ready');
    await client.sees('220 ready');
    expect([...observed.plane.connections()]).toMatchObject([{ phase: 'data', bytesUp: 0, bytesDown: 9 }]);
  });

  test.each(['client', 'backend'] as const)(
    'a connection that its %s half-closed ends after its own timeout where nothing moves',
    async (first) => {
      const { client, backend, ...rest } = await joined({ halfCloseTimeoutMs: 150 });
      const [one, other] = first === 'client' ? [client, backend] : [backend, client];
      one.finish('last words');
      await other.seesFin();
      await other.sees('last words');
      await one.seesReset();
      await writesIntoReset(other);
      await endedFor(rest, 'timeout half-closed reset');
    },
  );

  test('the half-close timeout leaves those alone that move', async () => {
    const { client, backend } = await joined({ halfCloseTimeoutMs: 400 });
    client.finish('question');
    await backend.seesFin();
    const begin = performance.now();
    for (let sent = 1; performance.now() - begin < 1_000; sent += 1) {
      await backend.send('x');
      await until('the byte', () => client.received === sent);
    }
    expect(client.broken).toBeUndefined();
  });

  test('idle connections end only where an idle timeout is asked for', async () => {
    const { client, backend, ...rest } = await joined({ idleTimeoutMs: 150 });
    await client.seesReset();
    await backend.seesReset();
    await endedFor(rest, 'timeout data reset');
  });

  test('a limit that an entry is given later holds for connections that exist', async () => {
    const { client, backend, observed, id } = await joined();
    await client.send('hello');
    await backend.sees('hello');
    const limits = { idleTimeoutMs: 150 };
    await observed.plane.apply({
      put: [entry({ listen: id, connect: `127.0.0.1:${backend.socket.localPort}`, limits })],
      remove: [],
    });
    await client.seesReset();
    await backend.seesReset();
    await endedFor({ observed, id }, 'timeout data reset');
  });

  test('killing resets both ends', async () => {
    const { client, backend, ...rest } = await joined();
    expect(rest.observed.plane.kill({ entry: 'another' })).toBe(0);
    expect(rest.observed.plane.kill({ client: '127.0.0.2' })).toBe(0);
    expect(rest.observed.plane.kill({ client: '127.0.0.1', entry: rest.id })).toBe(1);
    await client.seesReset();
    await backend.seesReset();
    await endedFor(rest, 'netsh data reset');
  });

  test('killing right after a half-close loses no descriptor', async () => {
    const { client, backend, ...rest } = await joined();
    client.finish();
    await until(
      'the half-closed phase',
      () => [...rest.observed.plane.connections()][0]?.phase === 'half-closed',
    );
    expect(rest.observed.plane.kill({})).toBe(1);
    await client.seesReset();
    await until('its end at the backend', () => backend.finished || backend.broken !== undefined);
    await endedFor(rest, 'netsh half-closed reset');
  });

  test('both directions are independent: one stands still, the other flows', async () => {
    const { client, backend } = await joined();
    backend.stopReading();
    client.socket.write(Buffer.alloc(120_000_000));
    const answer = Buffer.alloc(5_000_000, 'down');
    await backend.send(answer);
    await until('the answer', () => client.received === answer.length);
    backend.readOn();
    await until('the rest', () => backend.received === 120_000_000);
  });

  test('counts bytes both ways and says who is connected', async () => {
    const { client, backend, observed, id } = await joined();
    await client.send(Buffer.alloc(1_000_000));
    await backend.send(Buffer.alloc(300_000));
    await until('all bytes', () => backend.received === 1_000_000 && client.received === 300_000);
    const [info, ...others] = [...observed.plane.connections()];
    expect(others).toEqual([]);
    expect(info).toMatchObject({
      entry: id,
      client: `127.0.0.1:${client.socket.localPort}`,
      target: `127.0.0.1:${backend.socket.localPort}`,
      bytesUp: 1_000_000,
      bytesDown: 300_000,
    });
    expect(observed.counters(id)).toMatchObject({
      connections: 1,
      connectionsTotal: 1,
      bytesUp: 1_000_000,
      bytesDown: 300_000,
      errors: 0,
    });
  });
});

/** Waits until what the peer sends is taken no more: every buffer on the way is full. */
async function standsStill(peer: Peer): Promise<void> {
  let last = -1;
  let same = 0;
  await until('a full way', () => {
    const { writableLength } = peer.socket;
    same = writableLength === last ? same + 1 : 0;
    last = writableLength;
    return writableLength > 0 && same >= 10;
  });
}

/** Writes until the peer sees the reset; one that got a FIN before learns of it by EPIPE (Linux, tcp_reset()). */
async function writesIntoReset(peer: Peer): Promise<void> {
  await until('a reset', async () => {
    if (peer.broken === undefined) await peer.send('an answer').catch(() => {});
    return peer.broken !== undefined;
  });
  expect(['EPIPE', 'ECONNRESET']).toContain(peer.broken);
}

async function endedFor({ observed, id }: { observed: Observed; id: string }, reason: string): Promise<void> {
  await until(`the end "${reason}"`, () => Object.keys(observed.counters(id).ends).length > 0);
  expect(observed.counters(id).ends).toEqual({ [reason]: 1 });
  expect(observed.counters(id).connections).toBe(0);
  expect(observed.plane.transport.lentBytes).toBe(0);
}
