import { describe, expect, onTestFinished, test } from 'vitest';
import { localEnd, socketAddress } from '../../../src/relay/native/addresses.ts';
import { AF_INET, EAGAIN, NONBLOCK_CLOEXEC, SOCK_STREAM } from '../../../src/relay/native/libc.ts';
import type { EntryLimits } from '../../../src/relay/relay.ts';
import { sendQueue } from '../../../src/relay/streams/send-queues.ts';
import { libc } from '../native/libc.ts';
import { seededBytes } from '../support/random.ts';
import { relayed } from '../support/relayed.ts';
import { transports } from '../support/transports.ts';
import { until } from '../support/until.ts';

const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
/** Two segments of loopback at least: with less the system sends only when it probes the window. */
const RECEIVE_BYTES = 65_536;
const ANSWER = seededBytes(11, 1_500_000);
const PIECE = RECEIVE_BYTES;
const LIMIT_MS = 4_000;
const PAUSE_MS = 700;

// The relay has moved its last byte long before the reader has it: only the system's send buffer shows that it lives.
describe.skipIf(!libc).each(transports)('a slow reader ($kind)', (transport) => {
  const library = libc!;

  /** A client with a small receive buffer, which Node cannot ask for; it reads when it is told to. */
  async function answered(entryLimits: Partial<EntryLimits>, finishes: boolean) {
    const { observed, backend, port } = await relayed({ transport, entryLimits });
    const fd = library.socket(AF_INET, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
    onTestFinished(() => void library.close(fd));
    library.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, Int32Array.of(RECEIVE_BYTES), 4);
    const address = socketAddress(library, '127.0.0.1', port);
    library.connect(fd, address, address.length);
    const server = await backend.next();
    server.socket.write(ANSWER);
    if (finishes) server.finish();
    await until('all with the relay', () => observed.counters('x').bytesDown === ANSWER.length);
    const chunks: Buffer[] = [];
    /** Reads so many bytes at most; returns the system's answer. */
    const read = (most: number): number => {
      const buffer = Buffer.alloc(most);
      const count = library.recv(fd, buffer, most, 0);
      if (count > 0) chunks.push(buffer.subarray(0, count));
      return count;
    };
    const clientPort = localEnd(library, fd)?.port ?? 0;
    const waiting = (): number => sendQueue(port, clientPort, performance.now())?.unsent ?? 0;
    return { observed, chunks, read, waiting };
  }

  test.each([
    { name: 'half-close timeout', limits: { halfCloseTimeoutMs: LIMIT_MS }, phase: 'half-closed' },
    { name: 'idle timeout', limits: { idleTimeoutMs: LIMIT_MS }, phase: 'data' },
  ] as const)('is not cut by the $name while it reads, but when it has all', async ({ limits, phase }) => {
    const { observed, chunks, read, waiting } = await answered(limits, phase === 'half-closed');
    const begin = performance.now();
    const isOver = (): boolean => performance.now() - begin > 1.5 * LIMIT_MS;
    for (let before = waiting(); before > 0 && !isOver(); before = waiting()) {
      const next = performance.now() + PAUSE_MS;
      await until('the time of the next step', () => performance.now() > next);
      await until('what waits at the relay to become less', () => {
        const count = read(PIECE);
        expect(count > 0 || library.errno() === EAGAIN).toBe(true);
        return waiting() < before;
      });
    }
    expect(performance.now() - begin).toBeGreaterThan(LIMIT_MS);
    expect(observed.counters('x').ends).toEqual({});
    await until('every byte', () => {
      const count = read(1 << 20);
      expect(count > 0 || library.errno() === EAGAIN).toBe(true);
      return chunks.reduce((sum, { length }) => sum + length, 0) === ANSWER.length;
    });
    expect(Buffer.concat(chunks).equals(ANSWER)).toBe(true);
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x').ends).toEqual({ [`timeout ${phase} reset`]: 1 });
  });

  test('that stops reading is cut by the timeout', async () => {
    const { observed } = await answered({ halfCloseTimeoutMs: LIMIT_MS }, true);
    await until('the end', () => observed.counters('x').connections === 0);
    expect(observed.counters('x').ends).toEqual({ 'timeout half-closed reset': 1 });
  });
});
