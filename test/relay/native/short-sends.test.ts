import { describe, expect, test } from 'vitest';
import type { Libc } from '../../../src/relay/native/libc.ts';
import { nativeTransport } from '../../../src/relay/native/native-transport.ts';
import { writeHeader } from '../../../src/relay/proxy-header/write-header.ts';
import { Peer } from '../support/peer.ts';
import { relayed } from '../support/relayed.ts';
import { until } from '../support/until.ts';
import { libc } from './libc.ts';

const EAGAIN = 11;

// The system seldom takes a part of a small write; here it does every time, as for a target whose buffer is full.
describe.skipIf(!libc)('a header of which the system takes a part', () => {
  const library = libc!;

  /** A relay that sends headers through these functions, its client and its target. */
  async function through(functions: Libc, early: string) {
    const transport = (await nativeTransport(undefined, functions))!;
    const { observed, backend, port } = await relayed({ transport, more: { sendProxy: 'v2' } });
    const client = await Peer.dial(port);
    if (early !== '') await client.send(early);
    const target = await backend.next();
    const header = writeHeader('v2', {
      source: { address: '127.0.0.1', port: client.socket.localPort! },
      destination: { address: '127.0.0.1', port },
    });
    return { observed, client, target, header };
  }

  test.each(['', 'early'])('goes on where it stopped (the client has sent "%s")', async (early) => {
    const send: Libc['send'] = (fd, bytes, length, flags) =>
      library.send(fd, bytes, Math.min(length, 5), flags);
    const { observed, client, target, header } = await through({ ...library, send }, early);
    const wanted = Buffer.concat([header, Buffer.from(early)]);
    await until('the first bytes', () => target.received >= wanted.length);
    await client.send(' and more');
    client.finish();
    await target.seesFin();
    expect(target.data).toEqual(Buffer.concat([wanted, Buffer.from(' and more')]));
    expect(observed.counters('x').bytesUp).toBe(early.length + 9);
  });

  test.each(['', 'early'])('waits until there is room (the client has sent "%s")', async (early) => {
    let refused = 0;
    const send: Libc['send'] = (fd, bytes, length, flags) => {
      if (refused > 1) return library.send(fd, bytes, length, flags);
      // A part first, then nothing.
      refused += 1;
      return refused === 1 ? library.send(fd, bytes, 3, flags) : -1;
    };
    const errno: Libc['errno'] = () => (refused === 2 ? EAGAIN : library.errno());
    const { client, target, header } = await through({ ...library, send, errno }, early);
    await until('a part', () => target.received >= 3);
    client.finish(' and more');
    // Any event of its socket tells that it can be written to.
    await target.send('!');
    await target.seesFin();
    expect(target.data).toEqual(Buffer.concat([header, Buffer.from(`${early} and more`)]));
  });
});
