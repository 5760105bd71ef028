import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../../../../src/tui/line/width.ts';
import { cellsOf, endpointCell, padded, paddedCell } from '../../../../src/tui/live/screen/cell.ts';
import { shortBytes, shortCount } from '../../../../src/tui/live/screen/figures.ts';
import { glyphsFor } from '../../../../src/tui/screen/glyphs.ts';
import { sparkline } from '../../../../src/tui/live/screen/sparkline.ts';

test('figures never need more cells than their columns have', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e18, noNaN: true }), (value) => {
      expect(shortBytes(value).length).toBeLessThanOrEqual(6);
      expect(shortCount(Math.floor(value / 1e4)).length).toBeLessThanOrEqual(5);
    }),
  );
});

test.each([
  [0, '0'],
  [0.4, '0'],
  [999, '999B'],
  [1000, '1.0K'],
  [1024 * 1024, '1.0M'],
  [999.96 * 1024, '1.0M'],
  [12.34 * 1024 ** 3, '12.3G'],
])('%d bytes are %s', (bytes, text) => expect(shortBytes(bytes)).toBe(text));

test.each([
  [0, '0'],
  [99_999, '99999'],
  [100_000, '100k'],
  [1_234_567, '1.2M'],
])('%d is %s', (count, text) => expect(shortCount(count)).toBe(text));

test('a cell fills exactly its column, whatever stands in it', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.ipV6(), fc.domain());
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 60 }), fc.boolean(), (value, width, isRight) => {
      expect(textWidth(padded(value, width, isRight, '…'))).toBe(width);
      expect(textWidth(paddedCell(endpointCell(`[${value}]:443`), width, isRight, '…'))).toBe(width);
    }),
  );
});

test('an endpoint that is too long keeps its port; an IPv6 address also its end', () => {
  expect(shown('[2001:db8:85a3:8d3:1319:8a2e:370:7348]:443', 22)).toMatch(/^\[2001:db.*…*7348\]:443$/);
  expect(shown('a-rather-long-host-name.example.org:8443', 20)).toBe('a-rather-long-…:8443');
});

test('what the monitor draws is as wide as it is counted', () => {
  const { bars, states, rule, cursor, mark, dot, arrow, rising, falling, cut } = glyphsFor({});
  const all = [...bars, ...Object.values(states), rule, cursor, mark, dot, arrow, rising, falling, cut];
  for (const sign of all) expect([sign, cellsOf(sign), textWidth(sign)]).toEqual([sign, 1, 1]);
});

test('a sparkline is as long as its values, blank before the first byte, highest where most flowed', () => {
  const { bars } = glyphsFor({});
  expect(sparkline([0, 0, 5000, 0, 10_000], bars)).toBe('  ▅▁█');
  expect(sparkline([0, 0], bars)).toBe('  ');
  expect(sparkline([1], bars)).toBe('▂');
  expect(sparkline([0, 5000, 0, 10_000], glyphsFor({ TERM: 'linux' }).bars)).toBe(' =_#');
});

test.each([
  [{ LANG: 'C' }, '#'],
  [{ LANG: 'en_US.ISO-8859-1' }, '#'],
  [{ TERM: 'linux' }, '#'],
  [{ LANG: 'C.UTF-8' }, '█'],
  [{ LC_ALL: 'de_DE.utf8', LANG: 'C' }, '█'],
  [{}, '█'],
])('signs for %j', (env, top) => expect(glyphsFor(env).bars.at(-1)).toBe(top));

function shown(text: string, width: number): string {
  return paddedCell(endpointCell(text), width, false, '…');
}
