import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { localEnd, socketAddress } from '../../../src/relay/native/addresses.ts';
import { openDatagramSocket } from '../../../src/relay/native/datagrams/open-datagram-socket.ts';
import { KeptListeners, datagramSocket, takenFrom } from '../../../src/relay/native/kept-listeners.ts';
import { type Libc, loadLibc } from '../../../src/relay/native/libc.ts';
import { openListening } from '../../../src/relay/native/native-listener.ts';
import { familyOf, isListening } from '../../../src/relay/native/options.ts';
import {
  type ParkedDescriptors,
  openParkedDescriptors,
} from '../../../src/relay/native/parked-descriptors.ts';
import { DatagramPeer } from '../support/datagram-peer.ts';
import { until } from '../support/until.ts';

const libc = loadLibc();

/** A store whose place is opened when it is needed, and a socket that listens. */
function begun(libc: Libc, { isBorrowed }: { isBorrowed: boolean }, left: readonly number[] = []) {
  const open = { isBorrowed, opened: () => {}, closed: () => {} };
  const places: ParkedDescriptors[] = [];
  const place = (): ParkedDescriptors | undefined => {
    const parked = openParkedDescriptors(libc);
    if (parked) places.push(parked);
    return parked;
  };
  const { fd } = openListening(libc, '127.0.0.1', 4, 0);
  onTestFinished(() => {
    for (const one of [fd, ...places.flatMap(({ ends }) => ends)]) libc.close(one);
  });
  return { store: new KeptListeners(libc, open, place, left), open, places, fd };
}

test.runIf(libc)("a listener that another process has lent is kept only when it is this one's", async () => {
  const { store, open, places, fd } = begun(libc!, { isBorrowed: true });
  store.keep('tcp', fd);
  await turn();
  await turn();
  expect(places).toEqual([]);
  open.isBorrowed = false;
  store.owned();
  await turn();
  await turn();
  expect(places.map((place) => place.has(fd))).toEqual([true]);
});

test.runIf(libc)(
  'a lent listener goes on to listen where it is closed; one of this process ends',
  async () => {
    const { store, open, fd } = begun(libc!, { isBorrowed: true });
    store.keep('tcp', fd);
    store.closing('tcp', fd);
    expect(isListening(libc!, fd)).toBe(true);
    open.isBorrowed = false;
    store.closing('tcp', fd);
    expect(isListening(libc!, fd)).toBe(false);
  },
);

test.runIf(libc)('a process that leaves ends no listener, and keeps no more of them', async () => {
  const { store, places, fd } = begun(libc!, { isBorrowed: false });
  store.leave();
  store.keep('tcp', fd);
  await turn();
  await turn();
  expect(places).toEqual([]);
  store.closing('tcp', fd);
  expect(isListening(libc!, fd)).toBe(true);
});

describe.skipIf(!libc)('a socket for datagrams', () => {
  /** One that is kept, its address, and a program that sends to it. */
  async function kept() {
    const fd = openDatagramSocket(libc!, '127.0.0.1', 4, 0);
    const { port } = localEnd(libc!, fd)!;
    const { store, places } = begun(libc!, { isBorrowed: false });
    store.keep('udp', fd);
    await until('its copy', () => places.length === 1);
    return { fd, port, store, place: places[0]!, client: await DatagramPeer.bind() };
  }

  test('is there for the next process, with the datagrams that came meanwhile', async () => {
    const { fd, port, place, client } = await kept();
    libc!.close(fd);
    await client.send('early', port);
    const all = takenFrom(libc!, place);
    const next = begun(libc!, { isBorrowed: false }, all);
    const taken = datagramSocket(libc!, next.store, { host: '127.0.0.1', version: 4, port });
    onTestFinished(() => void libc!.close(taken));
    const bytes = Buffer.alloc(128);
    await until('the datagram', () => libc!.recv(taken, bytes, bytes.length, 0) === 5);
    expect(bytes.toString('latin1', 0, 5)).toBe('early');
    expect(client.errors).toEqual([]);
    // It is not a listener of the same port.
    expect(next.store.take('tcp', '127.0.0.1', port)).toBeUndefined();
  });

  test('gives its port up at once where it is closed', async () => {
    const { fd, port, store } = await kept();
    store.closing('udp', fd);
    libc!.close(fd);
    const again = openDatagramSocket(libc!, '127.0.0.1', 4, port);
    libc!.close(again);
  });

  test('that nobody takes makes room for one at a wildcard, and goes when entries were tried', async () => {
    const { fd, port, place } = await kept();
    libc!.close(fd);
    const { store } = begun(libc!, { isBorrowed: false }, takenFrom(libc!, place));
    const wildcard = { host: '0.0.0.0', version: 4, port } as const;
    expect(() => datagramSocket(libc!, undefined, wildcard)).toThrow('EADDRINUSE');
    libc!.close(datagramSocket(libc!, store, wildcard));
    const { fd: other, port: otherPort, place: otherPlace } = await kept();
    libc!.close(other);
    begun(libc!, { isBorrowed: false }, takenFrom(libc!, otherPlace)).store.settle();
    libc!.close(openDatagramSocket(libc!, '127.0.0.1', 4, otherPort));
  });

  test('that is connected is none, nor is one of Unix: they are closed', () => {
    const fd = openDatagramSocket(libc!, '127.0.0.1', 4, 0);
    const { port } = localEnd(libc!, fd)!;
    libc!.connect(fd, socketAddress(libc!, '127.0.0.1', port), 16);
    const unix = libc!.socket(1, 2, 0);
    const { store } = begun(libc!, { isBorrowed: false }, [fd, unix]);
    expect(store.take('udp', '127.0.0.1', port)).toBeUndefined();
    expect([fd, unix].map((one) => familyOf(libc!, one))).toEqual([undefined, undefined]);
  });
});
