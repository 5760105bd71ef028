import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinedRulebook } from '../../src/firewall/joined-rulebook.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import type { ProfilePolicy, Rulebook } from '../../src/firewall/rule.ts';
import { rule as arbitraryRule } from './arbitrary-rule.ts';

const FIRST = INITIAL_RULEBOOK.policies.domain;

function withPublic(values: Partial<ProfilePolicy>): Rulebook {
  return { ...INITIAL_RULEBOOK, policies: { ...INITIAL_RULEBOOK.policies, public: { ...FIRST, ...values } } };
}

test('all rules of a machine and its fleet count', () => {
  fc.assert(
    fc.property(fc.array(arbitraryRule), fc.array(arbitraryRule), (own, shared) => {
      const joined = joinedRulebook(
        { ...INITIAL_RULEBOOK, rules: own },
        { ...INITIAL_RULEBOOK, rules: shared },
      );
      expect(joined).toEqual({ ...INITIAL_RULEBOOK, rules: [...own, ...shared] });
    }),
  );
});

test('a value of a policy that somebody has set on the machine counts before that of the fleet', () => {
  const joined = joinedRulebook(
    withPublic({ outbound: 'blockoutbound' }),
    withPublic({ inbound: 'blockinbound', outbound: 'notconfigured' }),
  );
  expect(joined.policies).toEqual({
    ...INITIAL_RULEBOOK.policies,
    public: { state: 'on', inbound: 'blockinbound', outbound: 'blockoutbound' },
  });
});
