import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RELAY_LIMITS } from '../../../src/relay/limits.ts';
import { READ_BYTES } from '../../../src/relay/streams/read-buffer.ts';
import { Peer } from '../support/peer.ts';
import { seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';
import { relayed } from '../support/relayed.ts';
import { until } from '../support/until.ts';

/** What else the thread of the test allocates meanwhile. */
const SLACK = 4 << 20;
const SAMPLE = seededBytes(7, 1 << 20);

/** Sends the sample so many times, as fast as it is taken, then a FIN. */
function pour(peer: Peer, times: number): void {
  let left = times;
  const write = (): void => {
    while (left > 0) {
      left -= 1;
      if (!peer.socket.write(SAMPLE)) return;
    }
    peer.finish();
  };
  peer.socket.on('drain', write);
  write();
}

/** Counts the bytes of a peer, and those that are not the sample's, without keeping any. */
function compare(peer: Peer): { readonly bytes: number; readonly wrong: number } {
  const seen = { bytes: 0, wrong: 0 };
  peer.socket.removeAllListeners('data');
  peer.socket.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length;) {
      const from = (seen.bytes + at) % SAMPLE.length;
      const part = Math.min(chunk.length - at, SAMPLE.length - from);
      if (SAMPLE.compare(chunk, at, at + part, from, from + part) !== 0) seen.wrong += 1;
      at += part;
    }
    seen.bytes += chunk.length;
  });
  return seen;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const LOADS = {
  native: { connections: 100, megabytes: 64 },
  lent: { connections: 50, megabytes: 64 },
  plain: { connections: 20, megabytes: 16 },
} as const;

describe.each(transports)('stuck readers ($kind)', (transport) => {
  const { connections, megabytes } = LOADS[transport.kind];

  test(`${connections} of them, ${megabytes} MB sent at each: bounded memory, and every byte arrives later`, async () => {
    const memory = process.memoryUsage().arrayBuffers;
    const { observed, backend, port } = await relayed({ transport });
    const stuck: { client: Peer; seen: { readonly bytes: number; readonly wrong: number } }[] = [];
    for (let count = 0; count < connections; count += 1) {
      const client = await Peer.dial(port);
      client.stopReading();
      pour(await backend.next(), megabytes);
      stuck.push({ client, seen: compare(client) });
    }
    let most = 0;
    let before = -1;
    let same = 0;
    await until('all ways full', () => {
      most = Math.max(most, observed.plane.transport.lentBytes);
      const { bytesDown } = observed.counters('x');
      same = bytesDown === before ? same + 1 : 0;
      before = bytesDown;
      return same > 20;
    });
    // All lent buffers, and one small read for each direction that got none; the senders' queues share one sample.
    const mostHeld = DEFAULT_RELAY_LIMITS.poolBytes + connections * READ_BYTES + SLACK;
    await until('bounded memory', () => {
      // What is counted may be garbage.
      collectGarbage();
      return process.memoryUsage().arrayBuffers - memory <= mostHeld;
    });
    expect(before).toBeLessThan(connections * megabytes * SAMPLE.length);
    expect(most).toBeLessThanOrEqual(DEFAULT_RELAY_LIMITS.poolBytes);
    for (const { client, seen } of stuck) {
      client.readOn();
      await client.seesFin();
      expect(seen).toEqual({ bytes: megabytes * SAMPLE.length, wrong: 0 });
      client.finish();
    }
    await until('the end of all', () => observed.plane.connectionCount === 0);
    expect(observed.counters('x').ends).toEqual({ 'backend data closed': connections });
    expect(observed.plane.transport.lentBytes).toBe(0);
  }, 120_000);
});
