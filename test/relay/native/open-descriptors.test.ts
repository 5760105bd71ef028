import fc from 'fast-check';
import { expect, test } from 'vitest';
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
