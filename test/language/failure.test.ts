import { expect, test } from 'vitest';
import { failure, failureOf } from '../../src/language/failure.ts';

test('a right that is missing is told in the words of netsh, ours below', () => {
  expect(failureOf('elevation', 'The folder is not yours.')).toEqual({
    kind: 'failed',
    code: 'elevation',
    message: 'The requested operation requires elevation (Run as administrator).',
    detail: 'The folder is not yours.',
  });
});

test('every other refusal is told as it is', () => {
  expect(failureOf('limit', 'The table is full.')).toEqual(failure('limit', 'The table is full.'));
});

test('what was thrown is kept', () => {
  const cause = new Error('lost');
  expect(failureOf('storage', 'The disk is full.', cause).cause).toBe(cause);
});
