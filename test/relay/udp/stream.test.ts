import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { entry } from '../support/entries.ts';
import { testPlane } from '../support/plane.ts';
import { freePort } from '../support/ports.ts';
import { seededBytes } from '../support/random.ts';
import { transports } from '../support/transports.ts';

/** The size of a packet of QUIC, bytes; how many are under way at a time; how often. */
const SIZE = 1_350;
const WINDOW = 40;
const ROUNDS = 100;

test.each(transports)(
  'a stream of packets like those of QUIC arrives both ways as it was sent ($kind)',
  async (transport) => {
    const observed = testPlane({ transport });
    const wanted = { up: createHash('sha256'), down: createHash('sha256') };
    const came = { up: createHash('sha256'), down: createHash('sha256') };
    let sent = 0;
    const backend = await DatagramPeer.bind({}, ({ bytes }) => {
      came.up.update(bytes);
      const answer = seededBytes((sent += 1), SIZE);
      wanted.down.update(answer);
      return answer;
    });
    const port = await freePort();
    await observed.plane.apply({
      put: [
        entry({
          id: 'x',
          protocol: 'udp',
          listen: `127.0.0.1:${port}`,
          connect: `127.0.0.1:${backend.port}`,
        }),
      ],
      remove: [],
    });
    const client = await DatagramPeer.bind();
    for (let round = 0; round < ROUNDS; round += 1) {
      const packets = Array.from({ length: WINDOW }, (_, at) =>
        seededBytes(1_000_000 + round * WINDOW + at, SIZE),
      );
      for (const packet of packets) wanted.up.update(packet);
      await Promise.all(packets.map((packet) => client.send(packet, port)));
      await client.sees((round + 1) * WINDOW);
    }
    for (const { bytes } of client.came) came.down.update(bytes);
    expect(came.up.digest('hex')).toBe(wanted.up.digest('hex'));
    expect(came.down.digest('hex')).toBe(wanted.down.digest('hex'));
    const count = WINDOW * ROUNDS;
    expect(observed.counters('x')).toMatchObject({ datagramsUp: count, datagramsDown: count, dropped: 0 });
  },
);
