import { expect, test } from 'vitest';
import { MovedRows, readMovedRows } from '../../../src/relay/handing-over/moved-rows.ts';

function row(id: number) {
  return { id, bytesUp: id * 3, bytesDown: 2 ** 53 - id, activeAt: id + 0.25 };
}

test('rows come as they were added, however many, and are forgotten when they were taken', () => {
  const rows = new MovedRows();
  expect(rows.take()).toBeUndefined();
  const many = Array.from({ length: 1_000 }, (_, index) => row(index + 1));
  for (const one of many) rows.add(one);
  // A message may lie anywhere in memory.
  const bytes = Buffer.concat([Buffer.of(0), rows.take() ?? Buffer.of()]).subarray(1);
  expect([...readMovedRows(bytes)]).toEqual(many);
  expect(rows.take()).toBeUndefined();
  rows.add(row(7));
  expect([...readMovedRows(rows.take() ?? Buffer.of())]).toEqual([row(7)]);
});

test('a part of a row is left out', () => {
  const rows = new MovedRows();
  rows.add(row(1));
  rows.add(row(2));
  expect([...readMovedRows((rows.take() ?? Buffer.of()).subarray(0, 63))]).toEqual([row(1)]);
});
