import { expect, test } from 'vitest';
import { Descriptors } from '../../../src/relay/common/descriptors.ts';
import { entry } from '../support/entries.ts';
import { Backend, Peer, ask } from '../support/peer.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

test.each(transports)(
  'a loop over two relays ends, whether its client stays or goes, and both go on ($kind)',
  async (transport) => {
    const one = testPlane({ transport, descriptors: new Descriptors(64, 0) });
    const other = testPlane({ transport, descriptors: new Descriptors(90, 0) });
    const [a, b, c] = [await freePort(), await freePort(), await freePort()];
    const backend = await Backend.named('here');
    await one.plane.apply({
      put: [
        entry({ id: 'a', listen: `127.0.0.1:${a}`, connect: `127.0.0.1:${b}` }),
        entry({ id: 'c', listen: `127.0.0.1:${c}`, connect: `127.0.0.1:${backend.port}` }),
      ],
      remove: [],
    });
    await other.plane.apply({
      put: [entry({ id: 'b', listen: `127.0.0.1:${b}`, connect: `127.0.0.1:${a}` })],
      remove: [],
    });
    const [staying, going] = [await Peer.dial(a), await Peer.dial(a)];
    going.socket.destroy();
    await until('the loop', () => one.counters('a').connections > 1);
    await staying.seesReset();
    await until('the end of all', () => one.plane.connectionCount + other.plane.connectionCount === 0);
    expect(one.counters('a').refused + other.counters('b').refused).toBeGreaterThan(0);
    expect(await ask(c)).toBe('here');
    await backend.close();
  },
  60_000,
);
