import { inactiveReason } from '../../firewall/inactive-reason.ts';
import type { FirewallRule, Rulebook } from '../../firewall/rule.ts';

/** A rule, whether it counts, and why not. */
export interface ListedRule extends FirewallRule {
  readonly state: 'active' | 'inactive' | 'disabled';
  readonly reason?: string | undefined;
}

/** Rules in order of creation, and the policy of each profile. */
export interface ListedRulebook extends Rulebook {
  readonly rules: readonly ListedRule[];
}

/** Returns a rulebook as it is listed: a rule that a relay cannot judge is inactive. */
export function listedRulebook({ rules, policies }: Rulebook): ListedRulebook {
  return { rules: rules.map(listed), policies };
}

/** Returns a listed rule without its state. */
export function plainRule({ state: _state, reason: _reason, ...rule }: ListedRule): FirewallRule {
  return rule;
}

function listed(rule: FirewallRule): ListedRule {
  if (!rule.enabled) return { ...rule, state: 'disabled' };
  const reason = inactiveReason(rule);
  return reason === undefined ? { ...rule, state: 'active' } : { ...rule, state: 'inactive', reason };
}
