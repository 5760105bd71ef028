import { expect, test } from 'vitest';
import { WallClock } from '../../../src/relay/common/wall-clock.ts';

const DAY = 86_400_000;

/** A clock of two others that a test sets, ms. */
function clocks(): { clock: WallClock; times: { wall: number; steady: number } } {
  const times = { wall: 1_000_000_000, steady: 500 };
  const clock = new WallClock(
    () => times.wall,
    () => times.steady,
  );
  return { clock, times };
}

test('times are as far apart as the moments are, while the system corrects its clock', () => {
  const { clock, times } = clocks();
  const then = clock.now();
  times.steady += 60_000;
  times.wall += 60_900;
  expect(clock.now() - then).toBe(60_000);
  expect(clock.now()).toBe(1_000_060_000);
});

test.each([30 * DAY, -30 * DAY, -1_000_000_000])(
  'after the clock was set by %i ms, times are those of the new clock',
  (by) => {
    const { clock, times } = clocks();
    const zero = clock.zero;
    const began = times.steady;
    times.steady += 5_000;
    times.wall += 5_000 + by;
    expect(clock.now()).toBe(times.wall);
    expect(clock.now() - clock.at(began)).toBe(5_000);
    expect(clock.zero - zero).toBe(by);
  },
);
