import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SharedRate } from '../../../src/relay/bounds/shared-rate.ts';
import type { Meter } from '../../../src/relay/common/rate.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A direction that always has more to read, in reads of a size, or of whatever it may. */
class Reader {
  bytes = 0;
  readonly #meter: Meter;
  readonly #size: number;

  constructor(rate: SharedRate, size = Infinity) {
    this.#size = size;
    this.#meter = rate.join(this);
  }

  resume(): void {
    for (;;) {
      const may = this.#meter.allow();
      if (may === 0) return;
      const read = this.#size === Infinity ? may : this.#size;
      this.bytes += read;
      this.#meter.took(read);
    }
  }

  leave(): void {
    this.#meter.leave();
  }
}

test.each([100, 64 << 10, 1 << 20, 200 << 20, 10 * 2 ** 30])(
  '%d bytes a second are what one gets',
  (bytesPerSecond) => {
    const reader = new Reader(new SharedRate(bytesPerSecond));
    reader.resume();
    vi.advanceTimersByTime(10_000);
    expect(reader.bytes / 10 / bytesPerSecond).toBeGreaterThan(0.98);
    expect(reader.bytes / 10 / bytesPerSecond).toBeLessThan(1.02);
  },
);

test('many share it fairly, also with those that cannot read less than much', () => {
  const rate = new SharedRate(1 << 20);
  const readers = Array.from(
    { length: 20 },
    (_, index) => new Reader(rate, [Infinity, 65_536, 1_000][index % 3]),
  );
  for (const reader of readers) reader.resume();
  vi.advanceTimersByTime(60_000);
  const fair = (60 << 20) / 20;
  for (const { bytes } of readers) expect(Math.abs(bytes - fair) / fair).toBeLessThan(0.1);
});

test('directions that read a little after they were let, and much at once, share it fairly too', () => {
  const rate = new SharedRate(8 << 20);
  const readers = Array.from({ length: 4 }, (_, index) => {
    const late = { bytes: 0, resume };
    const meter = rate.join(late, true);
    function read(): void {
      do {
        late.bytes += 65_536;
        meter.took(65_536);
      } while (meter.allow() > 0);
    }
    function resume(): void {
      // Some take longer than others.
      if (meter.allow() > 0) setTimeout(read, 1 + index);
    }
    return late;
  });
  for (const reader of readers) reader.resume();
  vi.advanceTimersByTime(20_000);
  const all = readers.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(all / 20 / (8 << 20)).toBeGreaterThan(0.98);
  expect(all / 20 / (8 << 20)).toBeLessThan(1.02);
  for (const { bytes } of readers) expect(Math.abs((bytes * 4) / all - 1)).toBeLessThan(0.15);
});

test('what one leaves is for the others', () => {
  const rate = new SharedRate(1 << 20);
  const [stays, leaves] = [new Reader(rate), new Reader(rate)];
  stays.resume();
  leaves.resume();
  leaves.leave();
  vi.advanceTimersByTime(10_000);
  expect(leaves.bytes).toBeLessThan(1 << 20);
  expect(stays.bytes).toBeGreaterThan(9.5 * 2 ** 20);
});

test('another rate holds at once, also for those that wait for a long time', () => {
  const rate = new SharedRate(1);
  const reader = new Reader(rate, 65_536);
  reader.resume();
  vi.advanceTimersByTime(10_000);
  expect(reader.bytes).toBeLessThan(100_000);
  rate.set(1 << 20);
  vi.advanceTimersByTime(10_000);
  expect(reader.bytes).toBeGreaterThan(9.5 * 2 ** 20);
});

test('a lower rate is not held up by what was read at a higher one', () => {
  const rate = new SharedRate(2 ** 30);
  const readers = Array.from({ length: 4 }, () => new Reader(rate));
  for (const reader of readers) reader.resume();
  vi.advanceTimersByTime(1_007);
  const all = (): number => readers.reduce((sum, { bytes }) => sum + bytes, 0);
  const before = all();
  rate.set(10 << 10);
  vi.advanceTimersByTime(4_000);
  expect((all() - before) / 4 / (10 << 10)).toBeGreaterThan(0.9);
  expect((all() - before) / 4 / (10 << 10)).toBeLessThan(1.1);
});

test('a turn that has begun is no longer of the higher rate when it is lowered', () => {
  const rate = new SharedRate(2 ** 30);
  const meter = rate.join({ resume: () => undefined });
  expect(meter.allow()).toBeGreaterThan(100_000);
  rate.set(1_000);
  expect(meter.allow()).toBeLessThan(100);
});

test('reads that were under way when the rate was lowered, or set at all, do not hold it up', () => {
  const rate = new SharedRate(2 ** 30);
  const late = rate.join({ resume: () => undefined }, true);
  expect(late.allow()).toBeGreaterThan(0);
  rate.set(10 << 10);
  late.took(2 ** 20);
  const earlier = rate.join({ resume: () => undefined }, true);
  earlier.took(2 ** 20);
  const reader = new Reader(rate);
  reader.resume();
  vi.advanceTimersByTime(4_000);
  expect(reader.bytes / 4 / (10 << 10)).toBeGreaterThan(0.9);
});

test('no timer runs while nobody waits', () => {
  const reader = new Reader(new SharedRate(1_000));
  expect(vi.getTimerCount()).toBe(0);
  reader.resume();
  expect(vi.getTimerCount()).toBe(1);
  reader.leave();
  expect(vi.getTimerCount()).toBe(0);
});
