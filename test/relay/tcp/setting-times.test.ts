import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { EntryLimits } from '../../../src/relay/relay.ts';
import { clients } from '../support/bounded.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

describe.each(transports)('times that are set ($kind)', (transport) => {
  test.each([
    { limits: { idleTimeoutMs: 300 }, isHalfClosed: false, rests: false, end: 'timeout data reset' },
    {
      limits: { halfCloseTimeoutMs: 300 },
      isHalfClosed: true,
      rests: false,
      end: 'timeout half-closed reset',
    },
    { limits: { maxAgeMs: 300 }, isHalfClosed: false, rests: false, end: 'timeout data maxage' },
    { limits: { idleTimeoutMs: 300 }, isHalfClosed: false, rests: true, end: 'timeout data reset' },
    { limits: { maxAgeMs: 300 }, isHalfClosed: false, rests: true, end: 'timeout data maxage' },
  ])('$end: holds at once for a connection that exists; one that rests: $rests', async (scene) => {
    const { limits, isHalfClosed, rests, end } = scene;
    const observed = testPlane({ transport });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    const put = (wanted: Partial<EntryLimits>): Promise<void> =>
      observed.plane.apply({
        put: [
          entry({
            id: 'x',
            listen: `127.0.0.1:${port}`,
            connect: `127.0.0.1:${backend.port}`,
            limits: wanted,
          }),
        ],
        remove: [],
      });
    // Timeouts are looked at every 20 ms.
    await put({ connectTimeoutMs: 160 });
    const client = await Peer.dial(port);
    const server = await backend.next();
    if (rests && transport.kind === 'native') {
      await until('the rest', () => observed.plane.transport.rests);
      // Nobody looks at timeouts any more by then.
      await sleep(200);
    }
    if (isHalfClosed) {
      client.finish('all that I say');
      await server.seesFin();
    }
    await put(limits);
    await client.seesReset();
    await until('the end', () => observed.plane.connectionCount === 0);
    expect(observed.counters('x').ends).toEqual({ [end]: 1 });
  });

  test('a connection is as old as it may be: it ends, give or take a tenth', async () => {
    const observed = testPlane({ transport });
    const backend = await Backend.start();
    onTestFinished(() => backend.close());
    const port = await freePort();
    const put = (maxAgeMs: number): Promise<void> =>
      observed.plane.apply({
        put: [
          entry({
            id: 'x',
            listen: `127.0.0.1:${port}`,
            connect: `127.0.0.1:${backend.port}`,
            limits: { maxAgeMs },
          }),
        ],
        remove: [],
      });
    await put(0);
    const peers = await clients(port, 10);
    await until('all', () => backend.count === 10);
    await put(1_000);
    const chatter = setInterval(() => peers[0]!.socket.write('I live'), 20);
    for (const peer of peers) await peer.seesReset();
    clearInterval(chatter);
    await until('the end of all', () => observed.plane.connectionCount === 0);
    expect(observed.counters('x').ends).toEqual({ 'timeout data maxage': 10 });
    const { recent } = observed.plane.sampler.rest();
    const lives = recent.map(({ durationMs }) => durationMs);
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(900);
    expect(new Set(lives).size).toBeGreaterThan(1);
  });
});
