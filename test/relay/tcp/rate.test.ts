import { describe, expect, test } from 'vitest';
import { bounded } from '../support/bounded.ts';
import { Peer } from '../support/peer.ts';
import { seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const CHUNK = Buffer.alloc(64 << 10, 'x');
/** A machine that stands still now and then makes times longer, never shorter. */
const LATE = 3;

/** Sends without an end. */
function pour(peer: Peer): void {
  const write = (): void => {
    while (!peer.socket.destroyed && peer.socket.write(CHUNK));
  };
  peer.socket.on('drain', write);
  write();
}

/** Keeps no bytes. */
function drain(peer: Peer): void {
  peer.socket.removeAllListeners('data');
  peer.socket.on('data', (chunk: Buffer) => {
    peer.received += chunk.length;
  });
}

describe.each(transports)('rate ($kind)', (transport) => {
  test('each direction has the rate, and every byte arrives', async () => {
    const { backend, port } = await bounded(transport, { bytesPerSecond: 2 << 20 });
    const sample = seededBytes(5, 4 << 20);
    const client = await Peer.dial(port);
    const taken = await backend.next();
    const begin = performance.now();
    client.finish(sample);
    taken.finish(sample);
    await until('all of both', () => client.finished && taken.finished);
    const seconds = (performance.now() - begin) / 1_000;
    expect(taken.data.equals(sample)).toBe(true);
    expect(client.data.equals(sample)).toBe(true);
    // Some is let through at once.
    expect(seconds).toBeGreaterThan(1.8);
    expect(seconds).toBeLessThan(2 * LATE);
  });

  test('connections share it fairly; one that asks for little is not held up by those that ask for all', async () => {
    const { observed, backend, port } = await bounded(transport, { bytesPerSecond: 8 << 20 });
    const readers: Peer[] = [];
    for (let count = 0; count < 4; count++) {
      const client = await Peer.dial(port);
      drain(client);
      readers.push(client);
      pour(await backend.next());
    }
    const quiet = await Peer.dial(port);
    const echo = await backend.next();
    echo.socket.on('data', (chunk: Buffer) => void echo.socket.write(chunk));
    await until('much', () => observed.counters('x').bytesDown > 8 << 20);
    let trips = 0;
    for (; trips < 20; trips++) {
      const before = quiet.received;
      await quiet.send('?');
      await until('an echo', () => quiet.received > before);
    }
    await until('more', () => observed.counters('x').bytesDown > 24 << 20);
    const fair = observed.counters('x').bytesDown / 4;
    for (const { received } of readers) expect(Math.abs(received - fair) / fair).toBeLessThan(0.4);
  });

  test('what is over the rate is not read: the sender is held up', async () => {
    const { observed, backend, port } = await bounded(transport, { bytesPerSecond: 1_000 });
    const client = await Peer.dial(port);
    await backend.next();
    pour(client);
    await until('a sender that waits', () => client.socket.writableLength > 0);
    await until('some bytes', () => observed.counters('x').bytesUp > 0);
    // Whoever reads more than its turn does so once, and waits for it.
    expect(observed.counters('x').bytesUp).toBeLessThanOrEqual(2 * CHUNK.length);
    expect(observed.plane.transport.lentBytes).toBe(0);
  });

  test('set holds at once for connections that exist: a rate, another one, none', async () => {
    const { observed, backend, port, set } = await bounded(transport, undefined);
    const client = await Peer.dial(port);
    drain(client);
    pour(await backend.next());
    const down = (): number => observed.counters('x').bytesDown;
    await until('bytes without a rate', () => down() > 64 << 20);
    await set({ bytesPerSecond: 1_000 });
    let before = -1;
    await until('a stop', async () => {
      await new Promise((turn) => setImmediate(turn));
      const isSame = before === down();
      before = down();
      return isSame;
    });
    expect(down()).toBeLessThan(before + (1 << 20));
    before = down();
    await set({ bytesPerSecond: 16 << 20 });
    await until('bytes with another rate', () => down() > before + (8 << 20));
    // Its turns are of few bytes, and reads are as large as ever after it.
    await set({ bytesPerSecond: 1_000 });
    before = down();
    await set(undefined);
    const begin = performance.now();
    await until('bytes without a rate again', () => down() > before + (128 << 20));
    expect((performance.now() - begin) / 1_000).toBeLessThan(8);
  });

  test('endings are as without a rate: what came before a reset arrives, a FIN comes last', async () => {
    const { observed, backend, port } = await bounded(transport, { bytesPerSecond: 1 << 20 });
    const sample = seededBytes(6, 512 << 10);
    const first = await Peer.dial(port);
    (await backend.next()).finish(sample);
    await first.seesFin();
    expect(first.data.equals(sample)).toBe(true);
    first.finish();
    const second = await Peer.dial(port);
    const resets = await backend.next();
    await resets.send(sample);
    await until('all of it', () => second.received === sample.length);
    resets.reset();
    await second.seesReset();
    await until('the end of both', () => observed.plane.connectionCount === 0);
    expect(observed.counters('x').ends).toEqual({ 'backend data closed': 1, 'backend data reset': 1 });
  });

  test('connections that end while they wait for their turn are gone', async () => {
    const { observed, backend, port } = await bounded(transport, { bytesPerSecond: 1 });
    const peers: Peer[] = [];
    for (let count = 0; count < 5; count++) {
      const client = await Peer.dial(port);
      pour(client);
      peers.push(client);
      await backend.next();
    }
    await until('senders that wait', () => peers.every(({ socket }) => socket.writableLength > 0));
    expect(observed.plane.kill({})).toBe(5);
    await until('the end of all', () => observed.plane.connectionCount === 0);
    for (const peer of peers) await peer.seesReset();
  });
});
