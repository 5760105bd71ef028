import { expect, test } from 'vitest';
import { chooseTransport, isSound } from '../../../src/relay/plane/choose-transport.ts';
import { carriesDatagrams, withTriedDatagrams } from '../../../src/relay/plane/datagram-trial.ts';
import type { Side, SideOwner, Transport, TransportKind } from '../../../src/relay/transport.ts';
import { lentStreams, transports } from '../support/transports.ts';

const hasNative = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

test('the native transport is there on Linux, and preferred', async () => {
  expect(transports.some(({ kind }) => kind === 'native')).toBe(hasNative);
  expect((await chooseTransport()).kind).toBe(hasNative ? 'native' : 'lent');
});

test('only those that are allowed are chosen from, plain streams if none is', async () => {
  expect((await chooseTransport(undefined, ['lent', 'plain'])).kind).toBe('lent');
  expect((await chooseTransport(undefined, ['plain'])).kind).toBe('plain');
  expect((await chooseTransport(undefined, [])).kind).toBe('plain');
});

test.each(transports)('the trial passes where bytes go through unharmed ($kind)', async (kind) => {
  expect(await isSound(kind)).toBe(true);
});

test('the trial fails where the transport cannot be opened, cannot connect, or ends early', async () => {
  const throws: TransportKind = {
    kind: 'lent',
    open() {
      throw new Error('not here');
    },
  };
  expect(await isSound(throws)).toBe(false);
  const cannotConnect = dialling((transport, owner) => {
    const side = transport.dial(owner);
    setImmediate(() => owner.failed(side, 'ECONNREFUSED'));
    return side;
  });
  expect(await isSound(cannotConnect)).toBe(false);
  const endsEarly = dialling((transport, owner) =>
    transport.dial({
      ...asIs(owner),
      connected(side) {
        owner.connected(side);
        side.close();
      },
    }),
  );
  expect(await isSound(endsEarly)).toBe(false);
});

/** Lent streams whose sides are dialled in this way. */
function dialling(dial: (transport: Transport, owner: SideOwner) => Side): TransportKind {
  return {
    kind: 'lent',
    open(parts) {
      const transport = lentStreams.open(parts);
      return {
        listen: (...at) => transport.listen(...at),
        adoptListener: (...at) => transport.adoptListener(...at),
        adoptConnection: (fd) => transport.adoptConnection(fd),
        dial: (owner) => dial(transport, owner),
        begin: (connection) => transport.begin(connection),
        roomAgain() {},
        datagrams: transport.datagrams,
        lentBytes: 0,
        rests: false,
        trim() {},
        close: () => transport.close(),
      };
    },
  };
}

function asIs(owner: SideOwner): SideOwner {
  return {
    over: false,
    connected: (side) => owner.connected(side),
    moved: (side, bytes) => owner.moved(side, bytes),
    ended: (side) => owner.ended(side),
    failed: (side, code) => owner.failed(side, code),
    closed: (side) => owner.closed(side),
  };
}

test.each(transports)('datagrams are carried by $kind', async (kind) => {
  expect(await carriesDatagrams(kind)).toBe(true);
});

test('sockets that lose or harm datagrams are found out, and replaced by those of Node', async () => {
  const deaf: TransportKind = {
    kind: 'lent',
    open: (parts) =>
      Object.assign(lentStreams.open(parts), {
        datagrams: { clients: () => ({ listen: () => Promise.resolve({ close() {} }) }), close() {} },
      }),
  };
  expect(await carriesDatagrams(deaf)).toBe(false);
  expect(await carriesDatagrams(withTriedDatagrams(deaf))).toBe(true);
});
