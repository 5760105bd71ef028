import { expect, test } from 'vitest';
import { ENTRY_COLUMNS, RowCodec } from '../../../src/relay/rows.ts';
import { toldCounted, withCounted } from '../../../src/service/contract/feed-rows.ts';

const KNOWN = new RowCodec(ENTRY_COLUMNS.slice(0, 5));
const NEXT = new RowCodec(ENTRY_COLUMNS.slice(0, 6));

const BEFORE = { connections: 0, connectionsTotal: 0, bytesUp: 0, bytesDown: 0, refused: 0, denied: 3 };
const AFTER = { connections: 1, connectionsTotal: 2, bytesUp: 30, bytesDown: 40, refused: 5, denied: 6 };

/** Tells the same counters of two entries, the way they go: from the relay's thread to a message. */
function told<Name extends string>(codec: RowCodec<Name>, counters: Readonly<Partial<Record<Name, number>>>) {
  const rows = codec.pack(
    ['a', 'b'],
    () => 7,
    () => counters,
  );
  const entries = ['a', 'b'].map((key, index) => ({
    key,
    numbers: codec.read(rows, index * codec.size + 1),
  }));
  return toldCounted(entries, codec);
}

test('a new column is one more row of the columns, and told apart from those of version 0.1.0', () => {
  const counted = told(NEXT, AFTER);
  expect(counted).toEqual({
    keys: ['a', 'b'],
    numbers: [1, 2, 30, 40, 5, 1, 2, 30, 40, 5],
    later: { denied: [6, 6] },
  });
  expect(withCounted(BEFORE, counted, 0, NEXT)).toEqual(AFTER);
  expect(withCounted(BEFORE, counted, 1, NEXT)).toEqual(AFTER);
});

test('a reader that does not know a column reads the others', () => {
  expect(withCounted(BEFORE, told(NEXT, AFTER), 1, KNOWN)).toEqual({ ...AFTER, denied: 3 });
});

test('what a service does not tell stays as it was', () => {
  expect(told(KNOWN, AFTER)).toEqual({ keys: ['a', 'b'], numbers: [1, 2, 30, 40, 5, 1, 2, 30, 40, 5] });
  expect(withCounted(BEFORE, told(KNOWN, AFTER), 1, NEXT)).toEqual({ ...AFTER, denied: 3 });
});
