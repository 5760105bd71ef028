import fc from 'fast-check';
import { expect, test } from 'vitest';
import { graphemes } from '../../../src/tui/line/graphemes.ts';
import { textWidth } from '../../../src/tui/line/width.ts';
import { type PageMove, firstPage, isAtEnd, movePage } from '../../../src/tui/terminal/page.ts';

const TEN = Array.from({ length: 10 }, (_, at) => `line ${at}\n`).join('');

test.each([
  [[], 0],
  [['row'], 1],
  [['page'], 4],
  [['page', 'row-back'], 3],
  [['page', 'page', 'page'], 6],
  [['end'], 6],
  [['end', 'page-back'], 2],
  [['end', 'start'], 0],
  [['row-back', 'page-back'], 0],
] as const)('%j shows from row %i', (moves, top) => {
  let page = firstPage(TEN, 80, 4);
  for (const move of moves) page = movePage(page, move);
  expect(page.top).toBe(top);
  expect(isAtEnd(page)).toBe(top === 6);
});

test('lines that are too wide fold, and nothing is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.integer({ min: 2, max: 20 }),
      (lines, columns) => {
        const text = lines.map((line) => line.replaceAll('\n', ' ')).join('\n');
        const { rows } = firstPage(text, columns, 5);
        expect(rows.join('')).toBe(text.replace(/\n$/, '').replaceAll('\n', ''));
        for (const row of rows)
          if (graphemes(row).length > 1) expect(textWidth(row)).toBeLessThanOrEqual(columns);
      },
    ),
  );
});

test('no moves leave the text', () => {
  const move = fc.constantFrom<PageMove>('row', 'row-back', 'page', 'page-back', 'start', 'end');
  fc.assert(
    fc.property(fc.array(move), fc.integer({ min: 1, max: 30 }), (moves, height) => {
      let page = firstPage(TEN, 80, height);
      for (const one of moves) page = movePage(page, one);
      expect(page.top).toBeGreaterThanOrEqual(0);
      expect(page.top).toBeLessThanOrEqual(Math.max(0, 10 - height));
    }),
  );
});
