import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RulebookReceiver, RulebookSender } from '../../../src/relay/common/rulebook-update.ts';
import { bookOf } from '../../firewall/rulebook.ts';

const { policies, rules: POOL } = bookOf(...Array.from({ length: 12 }, () => ({})));

test('every rulebook arrives as it was sent, also after the other end was replaced', () => {
  const books = fc.array(fc.record({ rules: fc.array(fc.constantFrom(...POOL)), isNewEnd: fc.boolean() }));
  fc.assert(
    fc.property(books, (sent) => {
      const sender = new RulebookSender();
      let receiver = new RulebookReceiver();
      for (const { rules, isNewEnd } of sent) {
        if (isNewEnd) {
          sender.forget();
          receiver = new RulebookReceiver();
        }
        const update = structuredClone(sender.update({ rules, policies }));
        expect(receiver.take(update)).toEqual({ rules, policies });
      }
    }),
  );
});

test('a rule is sent once, and is the same object from then on', () => {
  const [sender, receiver] = [new RulebookSender(), new RulebookReceiver()];
  const before = receiver.take(structuredClone(sender.update({ rules: POOL.slice(0, 9), policies })));
  const update = sender.update({ rules: POOL.slice(4), policies });
  expect(update.added).toHaveLength(3);
  const after = receiver.take(structuredClone(update));
  expect(after.rules.slice(0, 5).every((rule, index) => rule === before.rules[index + 4])).toBe(true);
});
