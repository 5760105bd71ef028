import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Peer } from '../support/peer.ts';
import { seeded, seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { relayed } from '../support/relayed.ts';
import { until } from '../support/until.ts';

const CONNECTIONS = 1_000;
const AT_ONCE = 24;
const SEED = 20_260_729;
const SAMPLE = seededBytes(SEED, 1 << 20);

/** What the two ends of one connection do, drawn from the seed; both ends draw the same. */
interface Plan {
  readonly up: Buffer;
  readonly down: Buffer;
  readonly pieces: number;
  /** Whether the backend answers before it heard everything. */
  readonly talksAtOnce: boolean;
  readonly slow: 'client' | 'backend' | undefined;
  /** Who resets in mid-transfer, after how many bytes. */
  readonly reset: { readonly by: 'client' | 'backend'; readonly after: number } | undefined;
}

function plan(index: number): Plan {
  const next = seeded(SEED + index * 7_919);
  const size = (): number => Math.floor(next() ** 4 * SAMPLE.length);
  const [up, down] = [SAMPLE.subarray(0, size()), SAMPLE.subarray(0, size())];
  const slow = next();
  const reset = next();
  return {
    up,
    down,
    pieces: 1 + Math.floor(next() * 5),
    talksAtOnce: next() < 0.5,
    slow: slow < 0.1 ? 'client' : slow < 0.2 ? 'backend' : undefined,
    reset:
      reset < 0.2
        ? { by: reset < 0.1 ? 'client' : 'backend', after: Math.floor(next() * 200_000) }
        : undefined,
  };
}

/** Plays one end: sends its data in pieces with turns of the loop between them, reads slowly if it is to. */
async function play(
  peer: Peer,
  by: 'client' | 'backend',
  data: Buffer,
  { pieces, slow, reset }: Plan,
): Promise<void> {
  if (slow === by) readSlowly(peer);
  const piece = Math.ceil(data.length / pieces);
  let sent = 0;
  while (sent < data.length) {
    if (reset?.by === by && sent + peer.received >= reset.after) break;
    const part = data.subarray(sent, sent + piece);
    await peer.send(part).catch(() => {});
    if (peer.broken !== undefined) return;
    sent += part.length;
    await new Promise((turn) => setImmediate(turn));
  }
  if (reset?.by === by) peer.reset();
  else peer.finish();
}

function readSlowly(peer: Peer): void {
  peer.socket.on('data', () => {
    peer.stopReading();
    setTimeout(() => peer.readOn(), 1);
  });
}

function hash(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

const WAYS = transports.flatMap((transport, rank) => [
  // Most with what the relay prefers.
  { kind: transport.kind, transport, limits: {}, count: rank === 0 ? CONNECTIONS : CONNECTIONS / 4 },
  // With nothing to lend every direction does with small reads.
  ...(transport.kind === 'plain'
    ? []
    : [
        {
          kind: `${transport.kind}, nothing lent`,
          transport,
          limits: { poolBytes: 0 },
          count: CONNECTIONS / 4,
        },
      ]),
]);

describe.each(WAYS)('random connections ($kind)', ({ transport, limits, count }) => {
  test(`${count} of them, some slow, some reset, carry what was sent and end as they were ended`, async () => {
    const { observed, backend, port } = await relayed({ transport, limits });

    // One is made after the other, so that both ends of it are known.
    let last: Promise<unknown> = Promise.resolve();
    function joined(): Promise<{ client: Peer; peer: Peer }> {
      const made = last.then(async () => ({ client: await Peer.dial(port), peer: await backend.next() }));
      last = made;
      return made;
    }

    async function run(index: number): Promise<void> {
      const its = plan(index);
      const { client, peer } = await joined();
      const answer = async (): Promise<void> => {
        if (!its.talksAtOnce) await until('the question', () => peer.finished || peer.broken !== undefined);
        if (peer.broken === undefined) await play(peer, 'backend', its.down, its);
      };
      await Promise.all([play(client, 'client', its.up, its), answer()]);
      await until(
        'the end at the client',
        () => client.closed || client.finished || client.broken !== undefined,
      );
      await until('the end at the backend', () => peer.closed || peer.finished || peer.broken !== undefined);
      if (its.reset === undefined) {
        expect(client.broken ?? peer.broken).toBeUndefined();
        expect(hash(client.data)).toBe(hash(its.down));
        expect(hash(peer.data)).toBe(hash(its.up));
      } else {
        // What arrived before the reset is a beginning of what was sent, and nothing whole ends clean that was cut.
        expect(client.data.equals(its.down.subarray(0, client.received))).toBe(true);
        expect(peer.data.equals(its.up.subarray(0, peer.received))).toBe(true);
        if (client.finished && client.broken === undefined) expect(client.received).toBe(its.down.length);
        if (peer.finished && peer.broken === undefined) expect(peer.received).toBe(its.up.length);
      }
      client.socket.destroy();
      peer.socket.destroy();
      client.chunks.length = 0;
      peer.chunks.length = 0;
    }

    let next = 0;
    const runners = Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        const index = next;
        next += 1;
        await run(index);
      }
    });
    await Promise.all(runners);
    await until('the end of all', () => observed.plane.connectionCount === 0);
    const { connectionsTotal, connections, errors, ends } = observed.counters('x');
    expect({ connectionsTotal, connections, errors }).toEqual({
      connectionsTotal: count,
      connections: 0,
      errors: 0,
    });
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(count);
    expect(observed.plane.transport.lentBytes).toBe(0);
  }, 120_000);
});
