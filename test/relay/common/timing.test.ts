import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryPause } from '../../../src/relay/common/timing.ts';

describe('pauses between tries', () => {
  test('grow from a quarter of a second to half a minute', () => {
    expect([1, 2, 3, 4].map(retryPause)).toEqual([250, 500, 1_000, 2_000]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (failures) => {
        expect(retryPause(failures + 1)).toBeGreaterThanOrEqual(retryPause(failures));
        expect(retryPause(failures)).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});
