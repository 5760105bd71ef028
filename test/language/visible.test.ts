import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isVisible, visible, visibleJson, visibleText } from '../../src/language/visible.ts';

test.each([
  ['', true],
  ['plain text, with ümlauts', true],
  ['漢字 한글 ไทย हिन्दी עברית العربية', true],
  ['👩‍👩‍👧‍👦 ❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪', true],
  ['a\tb', false],
  ['line\n', false],
  ['\u001B[2J', false],
  ['\u007F', false],
  ['\u009B31m', false],
  ['\u202Eevil', false],
  ['\u2066a\u2069', false],
  ['\u200F', false],
  ['a\u2028b', false],
  ['\uFEFFa', false],
  ['a\u{E0041}', false],
  ['🏴\u{E0001}', false],
])('%j is visible: %s', (text, expected) => expect(isVisible(text)).toBe(expected));

test('what steers is replaced unit by unit, and nothing else', () => {
  expect(visible('a\u001B[2Jb\r\n')).toBe('a\uFFFD[2Jb\uFFFD\uFFFD');
  fc.assert(
    fc.property(hostile, (text) => {
      const shown = visible(text);
      expect(isVisible(shown)).toBe(true);
      expect(shown).toHaveLength(text.length);
      expect(shown === text).toBe(isVisible(text));
    }),
  );
});

test('text keeps its line ends and tabs, and nothing else that steers', () => {
  expect(visibleText('a\tb\r\nc\rd\n\u001B[A')).toBe('a\tb\r\nc\uFFFDd\n\uFFFD[A');
  fc.assert(
    fc.property(hostile, (text) => {
      expect(
        visibleText(text)
          .split(/\r?\n|\t/)
          .every(isVisible),
      ).toBe(true);
    }),
  );
});

test('JSON is one line that is safe to print, and loses nothing', () => {
  expect(visibleJson({ a: '\u009B\u2028\u{E0041}' })).toBe(String.raw`{"a":"\u009b\u2028\udb40\udc41"}`);
  fc.assert(
    fc.property(fc.dictionary(hostile, hostile), (value) => {
      const text = visibleJson(value);
      expect(isVisible(text)).toBe(true);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

/** Any text, with many of those characters that steer. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001B[2J',
        '\u009B',
        '\u202E',
        '\u2028',
        '\r',
        '\n',
        '\t',
        '\u{E0041}',
        '🏴',
        '\uFEFF',
      ),
    ),
  )
  .map((parts) => parts.join(''));
