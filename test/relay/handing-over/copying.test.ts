import { readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRelay } from '../../../src/relay/create.ts';
import { readMovedRows } from '../../../src/relay/handing-over/moved-rows.ts';
import { type LifeMessage, Wire } from '../../../src/relay/handing-over/wire.ts';
import { acceptPackets, listenForPackets } from '../../../src/relay/native/packet-socket.ts';
import type { LivingRelay } from '../../../src/relay/living-relay.ts';
import type { RelayEntry } from '../../../src/relay/relay.ts';
import { libc } from '../native/libc.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';
import { handOverPath, handedOver, relayWith, succeeded } from './lives.ts';

/** A relay, its backend, and connections through it. */
async function relaying(connections: number, serve?: (peer: Peer) => void) {
  const server = await Backend.start(serve);
  onTestFinished(() => server.close());
  const port = await freePort();
  const entries = [entry({ id: 'x', listen: `127.0.0.1:${port}`, connect: `127.0.0.1:${server.port}` })];
  const relay = await relayWith(entries);
  const peers: Peer[] = [];
  const fars: Peer[] = [];
  for (let count = 0; count < connections; count += 1) {
    peers.push(await Peer.dial(port));
    fars.push(await server.next());
  }
  return { relay, server, port, entries, peers, fars };
}

describe.skipIf(!libc)('connections that are copied into the next process', () => {
  const library = libc!;

  /** The other process, which gets copies; its messages are read as they are asked for. */
  async function copier(relay: LivingRelay) {
    const path = handOverPath();
    const listening = listenForPackets(library, path);
    const reason = handedOver(relay, path);
    const socket = acceptPackets(library, listening, 10_000);
    library.close(listening);
    socket.limit(10_000);
    const wire = new Wire(socket);
    const descriptors: number[] = [];
    /** Resolves to the messages before one of a kind. */
    const readTo = async (last: string): Promise<LifeMessage[]> => {
      const messages: LifeMessage[] = [];
      for (;;) {
        await until(last, () => socket.isReadable);
        const message = wire.receive();
        if (message === undefined) throw new Error(`It ended before ${last}.`);
        for (const { parcel } of message.items) descriptors.push(...parcel.descriptors);
        if (message.kind === last) return messages;
        messages.push(message);
      }
    };
    await readTo('prepare');
    wire.say('prepared', { takesCopies: true });
    return {
      reason,
      readTo,
      goOn: () => wire.say('round'),
      end: () => socket.close(),
      letGo(): void {
        for (const fd of descriptors.splice(0)) library.close(fd);
      },
    };
  }

  test('end at once where they end meanwhile: in order, by a reset, by kill', async () => {
    const { relay, peers, fars } = await relaying(4);
    const other = await copier(relay);
    await other.readTo('round');
    const [closing, resetting, killed, staying] = peers;
    const [closingFar, resettingFar, killedFar, stayingFar] = fars;
    closing!.finish('all');
    await closingFar!.seesFin();
    closingFar!.finish('answer');
    await closing!.seesFin();
    await closing!.sees('answer');
    resetting!.reset();
    await resettingFar!.seesReset();
    expect(await relay.kill({ id: 3 })).toBe(1);
    await killed!.seesReset();
    await killedFar!.seesReset();
    await staying!.send('goes on');
    await stayingFar!.sees('goes on');
    other.end();
    expect(await other.reason).toBe('The other process is gone.');
    await stayingFar!.send('as ever');
    await staying!.sees('as ever');
    expect((await relay.connections()).map((one) => one.id)).toEqual([4]);
    // The other process may keep its copies for long.
    staying!.reset();
    await stayingFar!.seesReset();
    other.letGo();
  });

  test('are told again only as far as they have changed', async () => {
    const { relay, server, port, peers, fars } = await relaying(4);
    const other = await copier(relay);
    expect(idsOf(await other.readTo('round'))).toEqual([1, 2, 3, 4]);
    await peers[1]!.send('moved');
    await fars[1]!.sees('moved');
    peers[2]!.finish();
    await fars[2]!.seesFin();
    peers[3]!.reset();
    await fars[3]!.seesReset();
    const late = await Peer.dial(port);
    await (await server.next()).send('late');
    await late.sees('late');
    other.goOn();
    const messages = await other.readTo('round');
    expect(idsOf(messages)).toEqual([3, 5]);
    const rows = itemsOf(messages, 'moved').flatMap(({ parcel }) => [...readMovedRows(parcel.bytes(0))]);
    expect(rows).toMatchObject([{ id: 2, bytesUp: 5, bytesDown: 0 }]);
    expect(itemsOf(messages, 'gone').map(({ data }) => data)).toEqual([{ ids: [4] }]);
    other.goOn();
    const quiet = await other.readTo('round');
    expect([idsOf(quiet), itemsOf(quiet, 'moved'), itemsOf(quiet, 'gone')]).toEqual([[], [], []]);
    other.end();
    other.letGo();
    await other.reason;
    late.reset();
  });
});

describe.skipIf(!libc)('lives that follow each other', () => {
  test('leave no descriptor behind, and answer every client that comes meanwhile', async () => {
    const { relay, port, entries, peers, fars } = await relaying(20, answer);
    const before = sockets();
    const ending = new AbortController();
    let answered = 0;
    const clients = Array.from({ length: 4 }, async () => {
      while (!ending.signal.aborted) {
        const peer = await Peer.dial(port);
        await peer.send('?');
        await peer.sees('!');
        peer.reset();
        answered += 1;
      }
    });
    let latest = relay;
    for (let life = 0; life < 2; life += 1) {
      const done = answered;
      latest = await succeeded(latest, entries);
      await until('clients of this life', () => answered > done + 20);
    }
    ending.abort();
    await Promise.all(clients);
    await peers[0]!.send('whole');
    await fars[0]!.sees('whole');
    await until('only the first ones', async () => (await latest.connections()).length === peers.length);
    await until('as many sockets as before', () => sockets() <= before);
  }, 120_000);

  test('number connections on that begin while the next one gets ready', async () => {
    const { relay, port, entries } = await relaying(1);
    const path = handOverPath();
    const next = await createRelay();
    onTestFinished(async () => void (await next.close(0)));
    await next.life({ kind: 'expect-life', path });
    const handed = handedOver(relay, path);
    await next.life({ kind: 'hear-life' });
    await Peer.dial(port);
    await until('the second one', async () => (await relay.connections()).length === 2);
    await take(next, entries);
    expect(await handed).toBeUndefined();
    await Peer.dial(port);
    await until('the third one', async () => (await next.connections()).length === 3);
    expect((await next.connections()).map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

async function take(relay: LivingRelay, entries: readonly RelayEntry[]): Promise<void> {
  await relay.apply({ put: entries, remove: [] });
  expect(await relay.life({ kind: 'take-life' })).toEqual({});
  expect(await relay.life({ kind: 'open-life' })).toEqual({});
}

/** Answers who asks; others are left alone. */
function answer(peer: Peer): void {
  peer.sees('?').then(
    () => peer.send('!'),
    () => {},
  );
}

function itemsOf(messages: readonly LifeMessage[], kind: string): LifeMessage['items'] {
  return messages.filter((message) => message.kind === kind).flatMap(({ items }) => items);
}

function idsOf(messages: readonly LifeMessage[]): unknown[] {
  return itemsOf(messages, 'connection').map(({ data }) =>
    typeof data === 'object' && data !== null && 'id' in data ? data.id : undefined,
  );
}

/** How many sockets this process has open. */
function sockets(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}
