import { expect } from 'vitest';
import type { EntryValues } from '../../src/portproxy/entry.ts';
import { writeHeader } from '../../src/relay/proxy-header/write-header.ts';
import type { ConnectionInfo } from '../../src/relay/relay.ts';
import { deafPort } from '../relay/support/deaf.ts';
import { Backend, Peer } from '../relay/support/peer.ts';
import { seededBytes } from '../relay/support/random.ts';
import { until } from './sandbox.ts';

/** A connection of a client; no two of an entry send the same bytes. */
export interface Client {
  readonly number: number;
  readonly peer: Peer;
  /** ms of performance.now(). */
  readonly begunAt: number;
}

/** How connections of an entry stand when the relay is restarted. */
export interface Standing {
  readonly name: string;
  /** What their target does. */
  serve(peer: Peer): void;
  /** Values of their entry beside those of its listen side and its target; a target of its own in place of that. */
  values?(target: Backend): Promise<Partial<EntryValues>>;
  /** Begins one, at its client. */
  begin(client: Client): void | Promise<void>;
  /** Whether all of them stand so; `live` are the connections of the relay. */
  stands(at: {
    readonly clients: readonly Client[];
    readonly target: Backend;
    readonly live: readonly ConnectionInfo[];
  }): boolean;
  /** What is changed in the next process. */
  later?: Partial<EntryValues>;
  /** Called in the next process, before they go on. */
  goOn?(target: Backend): void;
  /** Takes one to its end, and checks every byte. */
  end(client: Client): Promise<void>;
  /** They do not stand so for long: new ones begin all the time, until the next process has taken over. */
  isBrief?: true;
  /** At most so many of them; they are dear. */
  most?: number;
}

const HEADER = writeHeader('v2', {
  source: { address: '203.0.113.9', port: 4711 },
  destination: { address: '198.51.100.1', port: 443 },
});
const HEADER_PART = 20;
const SHORT = 1_000;
/** So many of an entry with a bound have room. */
const ROOM = 5;
/** More than sockets and pipes on the way hold. */
const MUCH = 10 << 20;
const PIECE = 128 << 10;
/** Between two pieces, ms. */
const PACE_MS = 20;
const POOL = seededBytes(14, MUCH + (1 << 20));
/** So long a client has for its header, ms; it cannot be set. */
const HEADER_MS = 3_000;
/** Waits are long on a busy machine. */
export const WAIT_MS = 120_000;

/** The bytes that belong to a number, so many; the first ones are the number. */
function bytesOf(number: number, length: number): Buffer {
  const bytes = Buffer.from(POOL.subarray((number % 60_000) * 16, (number % 60_000) * 16 + length));
  bytes.writeUInt32BE(number);
  return bytes;
}

function echo({ socket }: Peer): void {
  socket.pipe(socket);
}

/** Ends a connection whose target sends everything back, and checks that. */
async function endsEchoed({ number, peer }: Client, length = SHORT): Promise<void> {
  peer.finish();
  await finished(peer);
  expectBytes(peer, bytesOf(number, length));
}

async function finished(peer: Peer): Promise<void> {
  await until(() => peer.finished || peer.broken !== undefined, WAIT_MS);
  expect(peer.broken).toBeUndefined();
}

function expectBytes(peer: Peer, bytes: Buffer): void {
  expect(peer.received).toBe(bytes.length);
  expect(peer.data.equals(bytes)).toBe(true);
}

function inPhase(live: readonly ConnectionInfo[], phase: ConnectionInfo['phase'], count: number): boolean {
  return live.length === count && live.every((one) => one.phase === phase);
}

function sendShort({ number, peer }: Client): Promise<void> {
  return peer.send(bytesOf(number, SHORT));
}

/** Those that send no more pieces. */
const over = new WeakSet<Peer>();

/** Compares the last piece that a client got, and forgets it; a wrong one ends the connection. */
function expectPiece(peer: Peer, piece: Buffer): void {
  if (!peer.data.equals(piece)) peer.reset();
  peer.chunks.length = 0;
}

/** Every way in which connections stand. The last of them do so for the shortest time. */
export const STANDINGS: readonly Standing[] = [
  {
    name: 'idle',
    serve: echo,
    begin: sendShort,
    stands: ({ clients }) => clients.every(({ peer }) => peer.received === SHORT),
    end: (client) => endsEchoed(client),
  },
  {
    name: 'half-closed by the client',
    serve: () => {},
    begin: ({ number, peer }) => peer.finish(bytesOf(number, SHORT)),
    stands: ({ clients, target }) => target.peers.filter((peer) => peer.finished).length === clients.length,
    goOn: (target) => {
      for (const peer of target.peers) peer.finish(peer.data);
    },
    end: (client) => endsEchoed(client),
  },
  {
    name: 'half-closed by the target',
    serve: (peer) => peer.socket.once('data', () => peer.finish('bye')),
    begin: sendShort,
    stands: ({ clients }) => clients.every(({ peer }) => peer.finished),
    async end({ number, peer }) {
      expectBytes(peer, Buffer.from('bye'));
      peer.finish(bytesOf(number + 1, SHORT));
      await until(() => peer.closed, WAIT_MS);
      expect(peer.broken).toBeUndefined();
    },
  },
  {
    name: 'connecting',
    serve: echo,
    values: async ({ port }) => ({
      connectAddress: `127.0.0.1:${await deafPort()},127.0.0.1:${port}`,
      connectTimeout: '1h',
    }),
    begin: sendShort,
    stands: ({ clients, live }) => inPhase(live, 'connect', clients.length),
    // The second target has as much, however busy the machine is.
    later: { connectTimeout: '5s' },
    end: (client) => endsEchoed(client),
  },
  {
    name: 'name being resolved',
    serve: echo,
    values: async () => ({ connectAddress: 'target.test', connectTimeout: '1h' }),
    begin: sendShort,
    stands: ({ clients, live }) => inPhase(live, 'connect', clients.length),
    end: (client) => endsEchoed(client),
  },
  {
    name: 'stuck, with full pipes',
    most: 10,
    serve: (peer) => peer.socket.once('data', (bytes) => peer.finish(bytesOf(bytes.readUInt32BE(), MUCH))),
    begin(client) {
      client.peer.stopReading();
      return sendShort(client);
    },
    // Nothing moves any more where nothing has moved for so long.
    stands: ({ clients, live }) =>
      live.length === clients.length &&
      live.every(({ bytesDown, idleMs = 0 }) => bytesDown > 0 && bytesDown < MUCH && idleMs > 300),
    async end({ number, peer }) {
      peer.readOn();
      await finished(peer);
      expectBytes(peer, bytesOf(number, MUCH));
      peer.finish();
    },
  },
  {
    name: 'under a rate',
    serve: echo,
    values: async () => ({ rate: '2K' }),
    begin: ({ number, peer }) => peer.send(bytesOf(number, 4 * SHORT)),
    stands: ({ clients, live }) =>
      live.length === clients.length &&
      live.some((one) => one.bytesUp > 0) &&
      live.some((one) => one.bytesUp < 4 * SHORT),
    later: { rate: 'default' },
    end: (client) => endsEchoed(client, 4 * SHORT),
  },
  {
    name: 'waiting for room',
    serve: echo,
    values: async () => ({ maxConnections: String(ROOM) }),
    begin: sendShort,
    stands: ({ clients, live }) =>
      live.length === Math.min(ROOM, clients.length) &&
      clients.filter(({ peer }) => peer.received === SHORT).length === live.length,
    end: (client) => endsEchoed(client),
  },
  {
    name: 'streaming',
    most: 40,
    serve: echo,
    begin({ number, peer }) {
      let pieces = 0;
      const next = (): void => {
        if (over.has(peer)) peer.finish();
        else {
          pieces += 1;
          peer.socket.write(bytesOf(number * 1_000 + pieces, PIECE));
        }
      };
      peer.socket.on('data', () => {
        if (peer.received < pieces * PIECE) return;
        expectPiece(peer, bytesOf(number * 1_000 + pieces, PIECE));
        setTimeout(next, PACE_MS);
      });
      next();
    },
    stands: ({ clients }) => clients.every(({ peer }) => peer.received > PIECE),
    async end({ peer }) {
      const { received } = peer;
      await until(() => peer.received > received + PIECE || peer.closed, WAIT_MS);
      over.add(peer);
      await finished(peer);
      expect(peer.chunks).toEqual([]);
    },
  },
  {
    name: 'PROXY header half read',
    serve: echo,
    values: async () => ({ acceptProxy: 'yes' }),
    begin: ({ peer }) => peer.send(HEADER.subarray(0, HEADER_PART)),
    isBrief: true,
    stands: () => true,
    async end({ number, peer, begunAt }) {
      peer.finish(Buffer.concat([HEADER.subarray(HEADER_PART), bytesOf(number, SHORT)]));
      await until(() => peer.finished || peer.broken !== undefined, WAIT_MS);
      if (peer.broken === undefined) expectBytes(peer, bytesOf(number, SHORT));
      else expect(performance.now() - begunAt).toBeGreaterThan(HEADER_MS);
    },
  },
];
