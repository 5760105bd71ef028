import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addAmount, historyAt, newSeries, rateAt } from '../../../../src/tui/live/feed/series.ts';

const SHAPE = { width: 500, size: 6 };
const START = 1_000_000;
/** Times between messages, ms. */
const gaps = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 60 });

test('a steady flow has its rate at every moment, however the messages are cut', () => {
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 1_000_000 }), (cuts, perMs) => {
      let series = newSeries(SHAPE, START);
      let at = START;
      for (const gap of cuts) {
        series = addAmount(series, perMs * gap, at, at + gap);
        at += gap;
        const rate = rateAt(series, at, 2000);
        const hasWholeSlot = Math.floor(at / 500) * 500 > START;
        expect(rate).toBeCloseTo(hasWholeSlot ? perMs * 1000 : 0, 0);
      }
    }),
  );
});

test('nothing of an amount is lost while its slots are kept', () => {
  const amount = fc.record({
    bytes: fc.integer({ min: 1, max: 1e9 }),
    from: fc.integer({ min: 0, max: 2000 }),
    length: fc.integer({ min: 0, max: 2000 }),
  });
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 20 }), (amounts) => {
      let series = newSeries({ width: 500, size: 40 }, START);
      for (const { bytes, from, length } of amounts) {
        series = addAmount(series, bytes, START + from, START + Math.min(4000, from + length));
      }
      const sum = series.values.reduce((all, one) => all + one, 0);
      expect(sum).toBeCloseTo(
        amounts.reduce((all, { bytes }) => all + bytes, 0),
        0,
      );
    }),
  );
});

test('a series never keeps more slots than its shape has, nor forgets the newest', () => {
  fc.assert(
    fc.property(gaps, (cuts) => {
      let series = newSeries(SHAPE, START);
      let at = START;
      for (const gap of cuts) {
        series = addAmount(series, 1, at, at + gap);
        at += gap;
        expect(series.values.length).toBeLessThanOrEqual(SHAPE.size);
        expect(series.first + series.values.length - 1).toBe(Math.floor(at / 500));
      }
    }),
  );
});

test('a rate is 0 soon after the last byte, and does not change within a slot', () => {
  const series = addAmount(newSeries(SHAPE, START), 1000, START, START + 400);
  expect(rateAt(series, START + 500, 2000)).toBe(2000);
  expect(rateAt(series, START + 999, 2000)).toBe(2000);
  expect(rateAt(series, START + 2000, 2000)).toBe(500);
  expect(rateAt(series, START + 2500, 2000)).toBe(0);
});

test('the history shows each complete second, the oldest first', () => {
  let series = newSeries({ width: 1000, size: 10 }, START);
  series = addAmount(series, 100, START, START + 1000);
  series = addAmount(series, 300, START + 2000, START + 3000);
  expect(historyAt(series, START + 3500, 4)).toEqual([0, 100, 0, 300]);
});
