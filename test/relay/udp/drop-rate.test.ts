import { expect, test } from 'vitest';
import { DropRate } from '../../../src/relay/udp/drop-rate.ts';

const RATE = 1_000_000;

/** Sends for some seconds of a clock that is set: so many datagrams of 1,000 bytes each ms; gives the bytes that passed. */
function passed(perMs: readonly number[], seconds: number): number[] {
  let now = 0;
  const rate = new DropRate(RATE, () => now);
  const meters = perMs.map(() => rate.join());
  const bytes = perMs.map(() => 0);
  const due = perMs.map(() => 0);
  for (; now < seconds * 1_000; now += 1) {
    for (const [at, more] of perMs.entries()) {
      for (due[at]! += more; due[at]! >= 1; due[at]! -= 1) if (meters[at]!.passes(1_000)) bytes[at]! += 1_000;
    }
  }
  return bytes;
}

test('what passes is the rate, within 5 %', () => {
  for (const perMs of [[5], [5, 5], [0.2, 5, 1, 7]]) {
    const sum = passed(perMs, 20).reduce((one, other) => one + other, 0);
    expect(sum / (20 * RATE)).toBeGreaterThan(0.95);
    expect(sum / (20 * RATE)).toBeLessThan(1.05);
  }
});

test('less than the rate passes whole, beside one that floods too', () => {
  expect(passed([0.5], 10)).toEqual([10 * RATE * 0.5]);
  const [modest = 0, flood = 0] = passed([0.2, 50], 20);
  expect(modest / (20 * RATE * 0.2)).toBeGreaterThan(0.95);
  expect(flood).toBeGreaterThan(0.7 * 20 * RATE);
});

test('two that flood have as much of it', () => {
  const [one = 0, other = 0] = passed([10, 30], 20);
  expect(one / other).toBeGreaterThan(0.8);
  expect(one / other).toBeLessThan(1.25);
});
