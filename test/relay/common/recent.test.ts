import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Later } from '../../../src/relay/common/later.ts';
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

test('an item that is made later is made when it is asked for, once, and never before', () => {
  let count = 0;
  class Counted extends Later<string> {
    protected make(): string {
      count += 1;
      return `made ${count}`;
    }
  }
  const recent = new Recent<string>(2);
  for (const item of [new Counted(), new Counted(), 'plain']) recent.push(item);
  expect(count).toBe(0);
  expect(recent.since(0)).toEqual(['made 1', 'plain']);
  expect(recent.since(0)).toEqual(['made 1', 'plain']);
});
