import { expect, test } from 'vitest';
import { isLonger } from '../../../src/tui/terminal/pager.ts';

test.each([
  ['', 80, 24, false],
  ['one\ntwo\n', 80, 3, false],
  ['one\ntwo\nthree\n', 80, 3, true],
  ['x'.repeat(81), 80, 2, true],
  ['x'.repeat(80), 80, 2, false],
  ['漢'.repeat(41), 80, 2, true],
  ['\n\n\n', 80, 4, false],
])('%j in %i columns and %i rows', (text, columns, rows, wanted) => {
  expect(isLonger(text, columns, rows)).toBe(wanted);
});
