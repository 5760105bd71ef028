import { INITIAL_RULEBOOK } from './policy.ts';
import { PROFILES, type ProfilePolicy, type Rulebook } from './rule.ts';

/**
 * Returns the rulebook of a machine and that of its fleet as one. All rules count, so that a block of either keeps a client out; of
 * a policy the machine's own value counts where somebody has set it, else that of the fleet.
 */
export function joinedRulebook(own: Rulebook, shared: Rulebook): Rulebook {
  const [domain, closed, open] = PROFILES.map((profile) =>
    joinedPolicy(own.policies[profile], shared.policies[profile], INITIAL_RULEBOOK.policies[profile]),
  );
  return {
    rules: [...own.rules, ...shared.rules],
    policies: { domain: domain!, private: closed!, public: open! },
  };
}

function joinedPolicy(own: ProfilePolicy, shared: ProfilePolicy, initial: ProfilePolicy): ProfilePolicy {
  return {
    state: own.state === initial.state ? shared.state : own.state,
    inbound: own.inbound === initial.inbound ? shared.inbound : own.inbound,
    outbound: own.outbound === initial.outbound ? shared.outbound : own.outbound,
  };
}
