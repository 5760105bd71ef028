import { ruleFrom } from '../../src/firewall/make-rule.ts';
import { INITIAL_RULEBOOK } from '../../src/firewall/policy.ts';
import type { FirewallRule, ProfilePolicy, Rulebook } from '../../src/firewall/rule.ts';

/** A rulebook of rules that are told by what matters; their names are `r0`, `r1` and so on. */
export function bookOf(...rules: readonly Partial<FirewallRule>[]): Rulebook {
  return {
    ...INITIAL_RULEBOOK,
    rules: rules.map((values, index) =>
      ruleFrom({ name: `r${index}`, direction: 'in', action: 'allow', ...values }),
    ),
  };
}

/** A rulebook with other policies in all profiles. */
export function withPolicy({ rules, policies }: Rulebook, values: Partial<ProfilePolicy>): Rulebook {
  const policy = { ...policies.public, ...values };
  return { rules, policies: { domain: policy, private: policy, public: policy } };
}
