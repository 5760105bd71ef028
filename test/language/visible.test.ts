import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isVisible, visible } from '../../src/language/visible.ts';

test.each([
  ['', true],
  ['plain text, with ümlauts', true],
  ['a\tb', false],
  ['line\n', false],
  ['\u001B[2J', false],
  ['\u007F', false],
  ['\u009B31m', false],
])('%j is visible: %s', (text, expected) => expect(isVisible(text)).toBe(expected));

test('control characters are replaced one by one, and nothing else', () => {
  expect(visible('a\u001B[2Jb\r\n')).toBe('a\uFFFD[2Jb\uFFFD\uFFFD');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = visible(text);
      expect(isVisible(shown)).toBe(true);
      expect(shown).toHaveLength(text.length);
      expect(shown === text).toBe(isVisible(text));
    }),
  );
});
