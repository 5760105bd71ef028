import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bookKeyOf } from '../../../src/relay/native/book-key.ts';
import { OpenDescriptors } from '../../../src/relay/native/open-descriptors.ts';

test('the book has what was opened and not closed, for another thread as well, and gives it once', () => {
  const steps = fc.array(fc.record({ fd: fc.integer({ min: 0, max: 5_000 }), opens: fc.boolean() }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(steps, (all) => {
      const book = new OpenDescriptors();
      const open = new Set<number>();
      for (const { fd, opens } of all) {
        if (opens) {
          book.opened(fd);
          open.add(fd);
        } else {
          book.closed(fd);
          open.delete(fd);
        }
      }
      const elsewhere = new OpenDescriptors(book.memory);
      expect([...elsewhere.takeAll()]).toEqual([...open].sort((one, other) => one - other));
      expect([...book.takeAll()]).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('what is beyond the book is left out', () => {
  const book = new OpenDescriptors();
  book.opened(1 << 20);
  book.opened((1 << 20) - 1);
  expect([...book.takeAll()]).toEqual([(1 << 20) - 1]);
});

test('what a connection is comes out as it was noted, in every phase', () => {
  const book = new OpenDescriptors();
  const noted = { id: 7, entry: bookKeyOf('x'), listenPort: 80, startedAt: 12.5 };
  for (const fd of [10, 11, 12, 13, 14, 15]) book.opened(fd);
  book.begun(10, noted, true);
  book.begun(11, { ...noted, id: 8 }, false);
  book.begun(12, { ...noted, id: 9 }, true);
  book.taken(12);
  const address = Int32Array.of(1, -2, 3, -4);
  const established = {
    ...noted,
    target: bookKeyOf('127.0.0.1:1'),
    source: { version: 6 as const, port: 65_535, address },
  };
  book.begun(13, noted, false);
  book.joined(13, 14, established);
  book.rests(13, 0, 5);
  book.rests(14, 0, 2 ** 40);
  expect(new OpenDescriptors(book.memory).takeLeft()).toEqual([
    { kind: 'begun', fd: 10, noted, isHeaderAwaited: true },
    { kind: 'begun', fd: 11, noted: { ...noted, id: 8 }, isHeaderAwaited: false },
    { kind: 'taken', fd: 12 },
    {
      kind: 'connection',
      fd: 13,
      backend: 14,
      noted: established,
      bytesUp: 5,
      bytesDown: 2 ** 40,
      isWhole: true,
    },
    { kind: 'other', fd: 15 },
  ]);
});

test('a connection of which bytes are in hands is not whole', () => {
  const book = new OpenDescriptors();
  const noted = { id: 1, entry: bookKeyOf('x'), listenPort: 80, startedAt: 0 };
  const bare = { ...noted, target: undefined, source: undefined };
  const pairs = [1, 3, 5].map((fd) => [fd, fd + 1] as const);
  for (const [client, backend] of pairs) {
    book.opened(client);
    book.opened(backend);
    book.joined(client, backend, bare);
  }
  book.rests(2, 1, 0);
  book.moves(5);
  expect(book.takeLeft().map((left) => left.kind === 'connection' && left.isWhole)).toEqual([
    false,
    true,
    false,
  ]);
});
