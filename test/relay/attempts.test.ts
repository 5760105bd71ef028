import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Attempts } from '../../src/relay/attempts.ts';

test('every address has its turn, each within its part of what is left of the time', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.ipV4(), { minLength: 1, maxLength: 6 }), (addresses) => {
      const begin = performance.now();
      const attempts = new Attempts(begin + 10_000);
      expect(attempts.address).toBeUndefined();
      attempts.begin(addresses);
      const tried = [];
      for (let more = true; more; more = attempts.next()) {
        tried.push(attempts.address);
        expect(attempts.until).toBeLessThanOrEqual(begin + 10_000);
        expect(attempts.until).toBeGreaterThan(performance.now());
      }
      expect(tried).toEqual(addresses);
      // The last one may use all of it.
      expect(attempts.until).toBe(begin + 10_000);
    }),
  );
});

test('a target without addresses has no attempt', () => {
  const attempts = new Attempts(performance.now());
  attempts.begin([]);
  expect(attempts.address).toBeUndefined();
  expect(attempts.next()).toBe(false);
});
