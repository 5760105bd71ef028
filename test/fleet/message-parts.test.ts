import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PartJoiner } from '../../src/fleet/message-parts.ts';
import { partsOf } from '../../src/fleet/packed.ts';

test('messages of any length come out of their parts as they were, one after the other', () => {
  const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }));
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 50 }), (sent, most) => {
      const joiner = new PartJoiner(200);
      const came = sent.flatMap((message) => {
        const parts = partsOf(message, most);
        return parts.flatMap((bytes, at) => {
          const whole = joiner.take({ bytes, hasMore: at < parts.length - 1 });
          return whole ? [[...whole]] : [];
        });
      });
      expect(came).toEqual(sent.map((message) => [...message]));
    }),
  );
});

test('a message that is too long is refused, and the next one is read', () => {
  const joiner = new PartJoiner(10);
  const bytes = new Uint8Array(6);
  expect(joiner.take({ bytes, hasMore: true })).toBeUndefined();
  expect(() => joiner.take({ bytes, hasMore: false })).toThrow('A message of another machine is too long.');
  expect(joiner.take({ bytes, hasMore: false })).toHaveLength(6);
});
