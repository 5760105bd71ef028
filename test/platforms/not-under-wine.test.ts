import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { NOT_UNDER_WINE, leftOutBecause } from './not-under-wine.ts';

const HOUSE = path.resolve(import.meta.dirname, '../..');

test.each(NOT_UNDER_WINE)('$file has what is left out under Wine', ({ file, tests, reason }) => {
  const there = path.join(HOUSE, file);
  expect(existsSync(there)).toBe(true);
  if (tests) expect(readFileSync(there, 'utf8')).toMatch(tests);
  expect(reason).not.toBe('');
});

test('a test is left out by its file, and by its name where that is given', () => {
  expect(leftOutBecause(String.raw`C:\here\test\service\signals.test.ts`, 'any')).toContain('signal');
  expect(
    leftOutBecause('C:/here/test/program/watch.test.ts', 'at once and without a fault by SIGINT'),
  ).toContain('signal');
  expect(leftOutBecause('C:/here/test/program/watch.test.ts', 'tells what changes')).toBeUndefined();
  expect(leftOutBecause('C:/here/test/service/api.test.ts', 'any')).toBeUndefined();
});
