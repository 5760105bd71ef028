import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { monotonicNow } from '../../../src/relay/common/wall-clock.ts';
import { createRelay } from '../../../src/relay/create.ts';
import { LIFE_VERSION } from '../../../src/relay/handing-over/packed.ts';
import { socketAddress } from '../../../src/relay/native/addresses.ts';
import { openDatagramSocket } from '../../../src/relay/native/datagrams/open-datagram-socket.ts';
import { openListening } from '../../../src/relay/native/native-listener.ts';
import {
  type PacketSocket,
  acceptPackets,
  connectPackets,
  listenForPackets,
} from '../../../src/relay/native/packet-socket.ts';
import { libc } from '../native/libc.ts';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { freePort } from '../support/ports.ts';
import { until } from '../support/until.ts';
import { handOverPath, handedOver, relayWith } from './lives.ts';

/** A document of each version: what a process of that version says of the life that this test begins. */
const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/life');

/** A message as it goes over the wire. */
interface Message {
  readonly kind: string;
  readonly items?: readonly { readonly data: unknown; readonly descriptors: number }[];
}

/** Ports by the names that they have in documents. */
type Ports = Readonly<Record<string, number>>;

describe.skipIf(!libc)('the state that is handed over', () => {
  const library = libc!;

  test('is recorded in its version', async () => {
    const { relay, ports } = await lived();
    const socketPath = handOverPath();
    const listening = listenForPackets(library, socketPath);
    void handedOver(relay, socketPath);
    const socket = acceptPackets(library, listening, 10_000);
    library.close(listening);
    socket.limit(10_000);
    const messages = read(socket, 'prepare');
    socket.send(Buffer.from('{"kind":"prepared"}'));
    messages.push(...read(socket, 'end'));
    socket.close();
    const lines = messages.map((message) => `${JSON.stringify(named(ports)(message))}\n`);
    await expect(lines.join('')).toMatchFileSnapshot(path.join(FOLDER, `v${LIFE_VERSION}.jsonl`));
  });

  test.each(readdirSync(FOLDER))(
    'is understood where it is as in %s',
    async (file) => {
      const lines = readFileSync(path.join(FOLDER, file), 'utf8').trimEnd().split('\n');
      const document = lines.map((line): Message => JSON.parse(line));
      const [port, udpPort] = [await freePort(), await freePort()];
      const { server, sink } = await targets();
      const listener = openListening(library, '127.0.0.1', 4, port).fd;
      const datagrams = openDatagramSocket(library, '127.0.0.1', 4, udpPort);
      const client = await Peer.dial(port);
      const accepted = library.accept4(listener, Buffer.alloc(28), Int32Array.of(28), 0o2004000);
      const dialled = library.socket(2, 1, 0);
      const at = socketAddress(library, '127.0.0.1', server.port);
      expect(library.connect(dialled, at, at.length)).toBe(0);
      library.fcntl(dialled, 4, 0o4000);
      const far = await server.next();
      const flow = openDatagramSocket(library, '127.0.0.1', 4, 0);
      const sinkAt = socketAddress(library, '127.0.0.1', sink.port);
      expect(library.connect(flow, sinkAt, sinkAt.length)).toBe(0);
      const caller = await DatagramPeer.bind();
      const names: Ports = {
        '{listen}': port,
        '{udp}': udpPort,
        '{target}': server.port,
        '{sink}': sink.port,
        '{client}': client.socket.localPort!,
        '{caller}': caller.port,
      };
      const sockets: Record<string, number[]> = {
        tcp: [listener],
        udp: [datagrams],
        connection: [accepted, dialled],
        session: [flow],
      };

      const relay = await createRelay();
      onTestFinished(async () => void (await relay.close(0)));
      const socketPath = handOverPath();
      await relay.life({ kind: 'expect-life', path: socketPath });
      const heard = relay.life({ kind: 'hear-life' });
      const socket = connectPackets(library, socketPath);
      const say = (message: Message): void => {
        const items = message.items?.filter(({ descriptors }) => descriptors > 0) ?? [];
        const descriptors = items.flatMap(({ data }) => sockets[socketsOf(message, data)] ?? []);
        socket.send(Buffer.from(JSON.stringify(message)), descriptors);
      };
      const messages = document.map(unnamed(names));
      const half = messages.findIndex(({ kind }) => kind === 'prepare') + 1;
      for (const message of messages.slice(0, half)) say(message);
      expect(await heard).toMatchObject({ facts: { program: '0.0.0-test' } });
      await relay.apply({ put: entriesAt(names), remove: [] });
      const taken = relay.life({ kind: 'take-life' });
      for (const message of messages.slice(half)) say(message);
      expect(await taken).toEqual({});
      for (const fd of Object.values(sockets).flat()) library.close(fd);
      socket.close();

      expect(await relay.connections()).toMatchObject([
        { id: 1, client: `127.0.0.1:${names['{client}']}`, phase: 'data', bytesUp: 6 },
        { id: 2, client: `127.0.0.1:${caller.port}`, phase: 'data', bytesUp: 4 },
      ]);
      await client.send('after');
      await far.sees('after');
      await far.send('answer');
      await client.sees('answer');
      await caller.send('datagram', udpPort);
      await sink.sees(1);
      await sink.send('answer', sink.came[0]!.from.port);
      await caller.sees(1);
      expect(caller.came[0]?.from.port).toBe(udpPort);
      const late = await Peer.dial(port);
      await late.send('late');
      await (await server.next()).sees('late');
    },
    60_000,
  );
});

function read(socket: PacketSocket, last: string): Message[] {
  const messages: Message[] = [];
  do {
    const packet = socket.receive();
    if (!packet) throw new Error(`It ended before ${last}.`);
    for (const fd of packet.descriptors) libc?.close(fd);
    messages.push(JSON.parse(packet.bytes.toString()) as Message);
  } while (messages.at(-1)?.kind !== last);
  return messages;
}

async function targets() {
  const server = await Backend.start();
  onTestFinished(() => server.close());
  return { server, sink: await DatagramPeer.bind() };
}

function entriesAt(ports: Ports) {
  const at = (name: string): string => `127.0.0.1:${ports[name]}`;
  return [
    entry({ id: 'x', listen: at('{listen}'), connect: at('{target}'), bounds: { maxPerClient: 9 } }),
    entry({ id: 'u', protocol: 'udp', listen: at('{udp}'), connect: at('{sink}') }),
  ];
}

/** A relay with a connection and a session that have carried something. */
async function lived() {
  const { server, sink } = await targets();
  const fixed = {
    '{listen}': await freePort(),
    '{udp}': await freePort(),
    '{target}': server.port,
    '{sink}': sink.port,
  };
  const relay = await relayWith(entriesAt(fixed));
  const client = await Peer.dial(fixed['{listen}']);
  await client.send('before');
  await (await server.next()).sees('before');
  const caller = await DatagramPeer.bind();
  await caller.send('call', fixed['{udp}']);
  await sink.sees(1);
  await until('both', async () => (await relay.connections()).length === 2);
  return { relay, ports: { ...fixed, '{client}': client.socket.localPort!, '{caller}': caller.port } };
}

/** What sockets the descriptors of an item are. */
function socketsOf({ kind }: Message, data: unknown): string {
  return kind === 'listener' ? (data as { protocol: string }).protocol : kind;
}

const TIMES = /(At|^since|Ms)$/;

/** Puts names in the place of ports, and 0 in that of times. */
function named(ports: Ports) {
  const names = new Map(Object.entries(ports).map(([name, port]) => [port, name]));
  return (message: Message): Message =>
    JSON.parse(JSON.stringify(message), (key, value: unknown) => {
      if (key === 'row') return (value as number[]).with(0, 0);
      if (typeof value !== 'number') return value;
      return TIMES.test(key) ? 0 : (names.get(value) ?? value);
    }) as Message;
}

/** Puts ports in the place of names, and this moment in that of times. */
function unnamed(ports: Ports) {
  const now = monotonicNow();
  return (message: Message): Message =>
    JSON.parse(JSON.stringify(message), (key, value: unknown) => {
      // The system's form of the caller's address: its family, and its port in the order of networks.
      if (key === 'row') {
        const { '{caller}': port = 0 } = ports;
        return (value as number[]).with(0, ((((port & 255) << 8) | (port >> 8)) << 16) | 2);
      }
      if (typeof value === 'string') return ports[value] ?? value;
      return typeof value === 'number' && TIMES.test(key) ? now : value;
    }) as Message;
}
