import { describe, expect, test } from 'vitest';
import type { EntryLimits } from '../../../src/relay/relay.ts';
import { sendQueue } from '../../../src/relay/streams/send-queues.ts';
import { Peer } from '../support/peer.ts';
import { seededBytes } from '../support/random.ts';
import { relayed } from '../support/relayed.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const ROUNDS = 12;
const REQUEST_BYTES = 200_000;

// A server that answers early and closes with the request unread: its system sends a reset. Whether the relay has the
// answer by then is asked of the system.
describe.skipIf(process.platform !== 'linux')('what came before a reset by the backend', () => {
  describe.each(transports)('($kind)', (transport) => {
    async function answered(answer: Buffer, entryLimits: Partial<EntryLimits> = {}, reads = true) {
      const { observed, backend, port } = await relayed({ transport, entryLimits });
      const client = await Peer.dial(port);
      if (!reads) client.stopReading();
      const server = await backend.next();
      server.stopReading();
      // Node reads some of it ahead; the rest stays with the system.
      await client.send(Buffer.alloc(REQUEST_BYTES, 'request'));
      await until('the request', () => observed.counters('x').bytesUp === REQUEST_BYTES);
      server.socket.write(answer);
      await until('every byte at the relay', () => hasSent(server, answer));
      return { observed, client, server };
    }

    test.each([1_000_000, 4_000_000])(
      '%i bytes reach a client that reads, then the reset',
      async (bytes) => {
        const answer = seededBytes(bytes, bytes);
        for (let round = 0; round < ROUNDS; round += 1) {
          const { observed, client, server } = await answered(answer);
          server.socket.destroy();
          await client.seesReset();
          expect(client.data.equals(answer)).toBe(true);
          await until('the end', () => observed.counters('x').connections === 0);
          expect(observed.counters('x').ends).toEqual({ 'backend data reset': 1 });
          expect(observed.plane.transport.lentBytes).toBe(0);
        }
      },
      60_000,
    );

    test.each([1_000_000, 4_000_000])(
      '%i bytes reach a client that begins to read long after, in small pieces',
      async (bytes) => {
        const answer = seededBytes(bytes, bytes);
        const { observed, client, server } = await answered(answer, {}, false);
        server.socket.destroy();
        for (let seen = 0; seen < bytes / 2; seen = client.received) {
          client.readOn();
          await until('a piece', () => client.received > seen);
          client.stopReading();
        }
        client.readOn();
        await client.seesReset();
        expect(client.data.equals(answer)).toBe(true);
        await until('the end', () => observed.counters('x').connections === 0);
        expect(observed.counters('x').ends).toEqual({ 'backend data reset': 1 });
      },
    );

    // A plain socket of Node's is destroyed by the write that fails, with all that it had not read.
    test.skipIf(transport.kind === 'plain')(
      'reaches a client that goes on speaking to it',
      async () => {
        const answer = seededBytes(3, 4_000_000);
        for (let round = 0; round < ROUNDS; round += 1) {
          const { observed, client, server } = await answered(answer, {}, false);
          server.socket.destroy();
          for (let more = 0; more < 5; more += 1) await client.send(Buffer.alloc(10_000, 'more'));
          client.readOn();
          await client.seesReset();
          expect(client.data.equals(answer)).toBe(true);
          await until('the end', () => observed.counters('x').connections === 0);
          expect(observed.counters('x').ends).toEqual({ 'backend data reset': 1 });
        }
      },
      60_000,
    );

    test('a client that takes nothing more is reset after a time', async () => {
      const { observed, client, server } = await answered(
        seededBytes(5, 4_000_000),
        { lingerTimeoutMs: 300 },
        false,
      );
      server.socket.destroy();
      await until('the end', () => observed.counters('x').connections === 0);
      expect(observed.counters('x').ends).toEqual({ 'backend data reset': 1 });
      client.readOn();
      await client.seesReset();
    });

    test('a client that resets meanwhile ends it', async () => {
      const { observed, client, server } = await answered(seededBytes(5, 4_000_000), {}, false);
      server.socket.destroy();
      client.reset();
      await until('the end', () => observed.counters('x').connections === 0);
    });
  });
});

/** Whether everything was sent by this end, and acknowledged. */
function hasSent({ socket }: Peer, sent: Buffer): boolean {
  const { bytesWritten, writableLength, localPort = 0, remotePort = 0 } = socket;
  if (bytesWritten < sent.length || writableLength > 0) return false;
  return sendQueue(localPort, remotePort, performance.now())?.unsent === 0;
}
