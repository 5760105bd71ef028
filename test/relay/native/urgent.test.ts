import { describe, expect, onTestFinished, test } from 'vitest';
import { socketAddress } from '../../../src/relay/native/addresses.ts';
import { seededBytes } from '../support/random.ts';
import { relayed } from '../support/relayed.ts';
import { until } from '../support/until.ts';
import { libc } from './libc.ts';

const MSG_OOB = 1;
const SHUT_WR = 1;
const IPPROTO_TCP = 6;
const TCP_CORK = 3;

// An urgent byte (RFC 9293, the urgent pointer) is no part of the stream here, as for every reader that does not ask for
// it. Reads stop short at its place, and what comes behind it must not be forgotten for that.
describe.skipIf(!libc)('an urgent byte', () => {
  const library = libc!;

  /** A client that can send urgent bytes, which Node cannot, and what it is connected to. */
  async function joined() {
    const { backend, port } = await relayed();
    const fd = library.socket(2, 1 | 0o2004000, 0);
    onTestFinished(() => void library.close(fd));
    const address = socketAddress(library, '127.0.0.1', port);
    library.connect(fd, address, address.length);
    const peer = await backend.next();
    const send = async (data: Buffer, flags = 0): Promise<void> => {
      for (let sent = 0; sent < data.length;) {
        const part = data.subarray(sent);
        const count = library.send(fd, part, part.length, flags);
        if (count > 0) sent += count;
        else await new Promise((turn) => setImmediate(turn));
      }
    };
    const cork = (on: boolean): void =>
      void library.setsockopt(fd, IPPROTO_TCP, TCP_CORK, Int32Array.of(Number(on)), 4);
    return { fd, peer, send, cork };
  }

  test('between small pieces holds nothing up', async () => {
    const { peer, send, cork } = await joined();
    cork(true);
    await send(Buffer.from('abc'));
    await send(Buffer.from('!'), MSG_OOB);
    await send(Buffer.from('defghi'));
    cork(false);
    await peer.sees('abcdefghi');
    await send(Buffer.from('jkl'));
    await peer.sees('abcdefghijkl');
  });

  test.each([false, true])(
    'behind much holds nothing up and cuts nothing off (then a FIN: %s)',
    async (ends) => {
      const { fd, peer, send } = await joined();
      const much = seededBytes(3, 12_000_000);
      peer.stopReading();
      const sent = (async () => {
        await send(much);
        await send(Buffer.from('!'), MSG_OOB);
        await send(Buffer.from('and the rest'));
        if (ends) library.shutdown(fd, SHUT_WR);
      })();
      await new Promise((turn) => setImmediate(turn));
      peer.readOn();
      await sent;
      await until('all of it', () => peer.received >= much.length + 12 || peer.finished);
      expect(peer.data.equals(Buffer.concat([much, Buffer.from('and the rest')]))).toBe(true);
      if (ends) await peer.seesFin();
    },
  );
});
