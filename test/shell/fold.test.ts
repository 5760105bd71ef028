import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldLines } from '../../src/shell/fold.ts';

test('folds at blanks and keeps the indentation of a line', () => {
  const line = '  The highest port is 65535. Use 1-65535, a range such as 30000-30010.';
  expect(foldLines([line, 'short'], 40)).toEqual([
    '  The highest port is 65535. Use',
    '  1-65535, a range such as 30000-30010.',
    'short',
  ]);
  expect(foldLines([line], undefined)).toEqual([line]);
  expect(foldLines([line], 10)).toEqual([line]);
});

test('loses no word, splits none, and makes no row too wide that a blank could have folded', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-'), maxLength: 120 }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(texts, fc.integer({ min: 20, max: 60 }), (lines, columns) => {
      const rows = foldLines(lines, columns);
      const words = (all: readonly string[]): string[] =>
        all.flatMap((one) => one.split(/\s+/).filter(Boolean));
      expect(words(rows)).toEqual(words(lines));
      for (const row of rows) {
        if (row.length > columns && row.trim() !== '') expect(row.trim()).not.toContain(' ');
      }
    }),
  );
});
