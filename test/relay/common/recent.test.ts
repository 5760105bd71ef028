import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Recent } from '../../../src/relay/common/recent.ts';

test('it returns what it would if it kept everything, but for what is too old', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(40), fc.nat(50), (most, count, known) => {
      const recent = new Recent<number>(most);
      const all = Array.from({ length: count }, (_, at) => at);
      for (const item of all) recent.push(item);
      expect(recent.total).toBe(count);
      expect(recent.since(known)).toEqual(all.slice(Math.max(known, count - most)));
    }),
  );
});
