import type { PolicyInForce } from './policy.ts';
import type { FirewallRule } from './rule.ts';

/** Returns whether a rule counts, where a relay can judge it: it is enabled, and of a profile in force. */
export function isInForce(rule: FirewallRule, { profiles }: PolicyInForce): boolean {
  if (!rule.enabled) return false;
  if (rule.profiles === 'any') return profiles.length > 0;
  const own = rule.profiles.split(',');
  return profiles.some((profile) => own.includes(profile));
}
