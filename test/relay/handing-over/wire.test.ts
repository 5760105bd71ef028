import { describe, expect, onTestFinished, test } from 'vitest';
import { Parcel } from '../../../src/relay/handing-over/parcel.ts';
import { Wire } from '../../../src/relay/handing-over/wire.ts';
import { AF_UNIX, SOCK_SEQPACKET } from '../../../src/relay/native/libc.ts';
import { PacketSocket } from '../../../src/relay/native/packet-socket.ts';
import { libc } from '../native/libc.ts';
import { seededBytes } from '../support/random.ts';

describe.skipIf(!libc)('a conversation about a life', () => {
  const library = libc!;

  function conversation(): { readonly from: Wire; readonly to: Wire } {
    const ends = new Int32Array(2);
    expect(library.socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends)).toBe(0);
    const sockets = Array.from(ends, (fd) => new PacketSocket(library, fd));
    for (const socket of sockets) socket.limit(2_000);
    onTestFinished(() => {
      for (const socket of sockets) socket.close();
    });
    return { from: new Wire(sockets[0]!), to: new Wire(sockets[1]!) };
  }

  test('gives each item its own bytes, where items of several kinds follow each other too', () => {
    const { from, to } = conversation();
    const pieces = [10, 20, 5, 30_000, 0].map((length, index) => seededBytes(index, length));
    for (const [index, piece] of pieces.entries()) {
      const parcel = new Parcel();
      from.add(index < 2 ? 'one' : 'other', { piece: parcel.addBytes(piece), index }, parcel);
    }
    from.add('bare', {});
    from.say('end');
    const seen: Buffer[] = [];
    for (let message = to.receive(); message && message.kind !== 'end'; message = to.receive())
      for (const { parcel } of message.items) seen.push(...parcel.pieces);
    expect(seen.map((piece) => piece.toString('hex'))).toEqual(pieces.map((piece) => piece.toString('hex')));
  });

  test('gives an item its own bytes where the message before it is full', () => {
    const { from, to } = conversation();
    const filler = 'x'.repeat(20_000);
    for (let index = 0; index < 5; index += 1) {
      const parcel = new Parcel();
      from.add('one', { filler, piece: parcel.addBytes(Buffer.of(index)) }, parcel);
    }
    from.say('end');
    const messages = [to.receive(), to.receive()];
    expect(messages.map((message) => message?.items.length)).toEqual([3, 2]);
    const bytes = messages.flatMap((message) => message?.items.map(({ parcel }) => parcel.bytes(0)[0]));
    expect(bytes).toEqual([0, 1, 2, 3, 4]);
  });
});
