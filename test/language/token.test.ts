import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasOpenQuote, joinWords, tokenize } from '../../src/language/token.ts';

test('words are separated by blanks, and quotes group and are removed', () => {
  expect(tokenize('add  "a b"c\td').map((token) => token.text)).toEqual(['add', 'a bc', 'd']);
});

test('tokens carry their place, whether they are quoted, and their equals sign', () => {
  expect(tokenize(' name="a = b" x')).toEqual([
    { text: 'name=a = b', span: { start: 1, end: 13 }, quoted: true, equals: 4 },
    { text: 'x', span: { start: 14, end: 15 }, quoted: false, equals: -1 },
  ]);
});

test('a quote that is never closed reaches to the end', () => {
  expect(tokenize('a "b c').map((token) => token.text)).toEqual(['a', 'b c']);
  expect(hasOpenQuote('a "b c')).toBe(true);
  expect(hasOpenQuote('a "b" c')).toBe(false);
});

test('spans lie in the line, in order, and never overlap', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => {
      let last = 0;
      for (const { span } of tokenize(line)) {
        expect(span.start).toBeGreaterThanOrEqual(last);
        expect(span.end).toBeGreaterThan(span.start);
        last = span.end;
      }
      expect(last).toBeLessThanOrEqual(line.length);
    }),
  );
});

test('words without quotes survive being joined and read again', () => {
  const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('"', ''));
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(tokenize(joinWords(words)).map((token) => token.text)).toEqual(words);
    }),
  );
});
