import { chmodSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LIFE_VERSION } from '../../../src/relay/handing-over/packed.ts';
import { Wire } from '../../../src/relay/handing-over/wire.ts';
import { createRelay } from '../../../src/relay/create.ts';
import {
  type PacketSocket,
  acceptPackets,
  connectPackets,
  listenForPackets,
} from '../../../src/relay/native/packet-socket.ts';
import { libc } from '../native/libc.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { seededBytes } from '../support/random.ts';
import { until } from '../support/until.ts';
import { handOverPath, handedOver, relayWith, succeeded } from './lives.ts';

/** Anybody but root. */
const OTHER_USER = 65_534;

/** What a new process does that takes a life over, step by step; it ends after the last step. */
const NEW_PROCESSES: Readonly<Record<string, (wire: Wire) => void>> = {
  'ends at once': () => {},
  'ends when it has heard what listens': (wire) => readTo(wire, 'prepare'),
  'ends when it is prepared': (wire) => {
    readTo(wire, 'prepare');
    wire.say('prepared');
  },
  'ends in the midst of taking': (wire) => {
    readTo(wire, 'prepare');
    wire.say('prepared');
    wire.receive();
  },
  'ends when it has everything': (wire) => {
    readTo(wire, 'prepare');
    wire.say('prepared');
    readTo(wire, 'end');
  },
  'says something else than expected': (wire) => {
    readTo(wire, 'prepare');
    wire.say('mine');
  },
  'refuses when it has everything': (wire) => {
    readTo(wire, 'prepare');
    wire.say('prepared');
    readTo(wire, 'end');
    wire.say('refused', { reason: 'It does not like it.' });
  },
};

describe.skipIf(!libc)('a life that is not taken over', () => {
  const library = libc!;

  test.each(Object.entries(NEW_PROCESSES))('goes on where the new process %s', async (_name, steps) => {
    const { relay, entries, peer, far } = await busy();
    const path = handOverPath();
    const listening = listenForPackets(library, path);
    const reason = handedOver(relay, path);
    const socket = acceptPackets(library, listening, 10_000);
    library.close(listening);
    socket.limit(10_000);
    steps(new Wire(socket));
    await letGo(socket);
    expect(await reason).toMatch(/^(The other process|It answers)/);
    await goesOn(peer, far);
    rmSync(path);
    await succeeded(relay, entries);
    await goesOn(peer, far);
  });

  test('goes on where the new process hangs, within five seconds, and that one cannot take it later', async () => {
    const { relay, peer, far } = await busy();
    const path = handOverPath();
    const listening = listenForPackets(library, path);
    const reason = handedOver(relay, path);
    const socket = acceptPackets(library, listening, 10_000);
    library.close(listening);
    socket.limit(10_000);
    const wire = new Wire(socket);
    readTo(wire, 'prepare');
    wire.say('prepared');
    readTo(wire, 'end');
    expect(await reason).toBe('The other process does not answer in time.');
    expect(() => wire.say('mine')).toThrow('EPIPE');
    expect(wire.receive()?.kind).toBe('revoked');
    await letGo(socket);
    await goesOn(peer, far);
  }, 30_000);

  test('goes on where nobody listens', async () => {
    const { relay, peer, far } = await busy();
    expect(await handedOver(relay, handOverPath())).toBe('The other process is gone.');
    await goesOn(peer, far);
  });

  test.runIf(process.getuid?.() === 0)('goes on where another user listens', async () => {
    const { relay, peer, far } = await busy();
    const path = handOverPath();
    chmodSync(dirname(path), 0o777);
    process.seteuid!(OTHER_USER);
    const listening = listenForPackets(library, path);
    process.seteuid!(0);
    expect(await handedOver(relay, path)).toBe('The other process belongs to another user.');
    library.close(listening);
    await goesOn(peer, far);
  });

  test('of a later version is refused by the new process, which says why', async () => {
    const path = handOverPath();
    const relay = await createRelay();
    onTestFinished(async () => void (await relay.close(0)));
    await relay.life({ kind: 'expect-life', path });
    const heard = relay.life({ kind: 'hear-life' });
    const socket = connectPackets(library, path);
    new Wire(socket).say('hello', { version: LIFE_VERSION + 1 });
    expect(await heard).toEqual({ reason: 'Its state is of a later version of netsh.' });
    socket.close();
  });

  /** Closes all descriptors that came; nothing is said to their other ends. */
  async function letGo(socket: PacketSocket): Promise<void> {
    for (const fd of taken.splice(0)) library.close(fd);
    socket.close();
  }
});

const taken: number[] = [];

function readTo(wire: Wire, last: string): void {
  for (;;) {
    const message = wire.receive();
    if (message === undefined) throw new Error(`It ended before ${last}.`);
    for (const { parcel } of message.items) taken.push(...parcel.descriptors);
    if (message.kind === last) return;
  }
}

/** A relay with a connection on which data move. */
async function busy() {
  const server = await Backend.start();
  onTestFinished(() => server.close());
  const port = await freePort();
  const entries = [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${server.port}` })];
  const relay = await relayWith(entries);
  const peer = await Peer.dial(port);
  return { relay, entries, peer, far: await server.next() };
}

/** Both directions of a connection carry data unharmed. */
async function goesOn(peer: Peer, far: Peer): Promise<void> {
  const [up, down] = [seededBytes(1, 400_000), seededBytes(2, 400_000)];
  const before = [far.received, peer.received];
  await Promise.all([peer.send(up), far.send(down)]);
  await until(
    'all data',
    () => far.received === before[0]! + up.length && peer.received === before[1]! + down.length,
  );
  expect(far.data.subarray(before[0]).equals(up)).toBe(true);
  expect(peer.data.subarray(before[1]).equals(down)).toBe(true);
}
