import { expect, test } from 'vitest';
import { READ_BYTES } from '../../../src/relay/streams/read-buffer.ts';
import { Peer } from '../support/peer.ts';
import { lentStreams, preferred } from '../support/transports.ts';
import { relayed } from '../support/relayed.ts';
import { until } from '../support/until.ts';

/** Plain streams lend nothing. */
const lending = [...new Set([preferred, lentStreams])];

test.each(lending)(
  'stuck readers hold no more than the pool, harm nobody, and get every byte later ($kind)',
  async (transport) => {
    const poolBytes = 2 << 20;
    const { observed, backend, port } = await relayed({ limits: { poolBytes }, transport });
    const data = Buffer.alloc(12 << 20, 'stuck');
    const stuck: { client: Peer; peer: Peer }[] = [];
    while (stuck.length < 12) {
      const client = await Peer.dial(port);
      const peer = await backend.next();
      client.stopReading();
      peer.finish(data);
      stuck.push({ client, peer });
    }
    let most = 0;
    let same = 0;
    let before = -1;
    await until('all ways full', () => {
      most = Math.max(most, observed.plane.transport.lentBytes);
      const { bytesDown } = observed.counters('x');
      same = bytesDown === before ? same + 1 : 0;
      before = bytesDown;
      return same > 20;
    });
    expect(before).toBeLessThan(stuck.length * data.length);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(poolBytes);

    const free = await Peer.dial(port);
    const peer = await backend.next();
    await peer.send(Buffer.alloc(3 << 20));
    await until('bytes beside the stuck ones', () => free.received === 3 << 20);

    for (const { client } of stuck) {
      client.readOn();
      await client.seesFin();
      expect(client.data.equals(data)).toBe(true);
      client.chunks.length = 0;
      client.finish();
    }
    expect(observed.plane.transport.lentBytes).toBe(0);
  },
);

test.each(lending)(
  'a direction that falls silent after full reads gives back what it was lent, and reads on later ($kind)',
  async (transport) => {
    // The shortest timeout decides how often the relay looks after its connections.
    const { observed, backend, port } = await relayed({ entryLimits: { connectTimeoutMs: 400 }, transport });
    const client = await Peer.dial(port);
    const peer = await backend.next();
    const burst = Buffer.alloc(READ_BYTES, 'burst');
    for (let sent = 1; sent <= 3; sent += 1) {
      await client.send(burst);
      await until('the burst', () => peer.received === sent * burst.length);
      await until('no lent buffer', () => observed.plane.transport.lentBytes === 0);
    }
    expect(peer.data.equals(Buffer.concat([burst, burst, burst]))).toBe(true);
    client.finish('the end');
    await peer.seesFin();
    expect(peer.data.subarray(3 * burst.length).toString()).toBe('the end');
  },
);
