import { parseRule } from '../firewall/make-rule.ts';
import { parsePolicies, samePolicy } from '../firewall/policy.ts';
import { type FirewallRule, PROFILES, type Rulebook } from '../firewall/rule.ts';
import { MAX_RULES } from '../firewall/rule-table.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { LogFault, foreignFault, isCount } from './fault.ts';

/** What a commit does to the rules: from a place on so many are taken out, and others put there. */
export interface RulesChange {
  /** The place, from 0. */
  readonly at: number;
  readonly remove: number;
  readonly put: readonly FirewallRule[];
  /** The policies after it; absent where they stay. */
  readonly policies?: Rulebook['policies'] | undefined;
}

/** Returns what makes one rulebook of another; undefined where they are the same. */
export function rulesChange(before: Rulebook, after: Rulebook): RulesChange | undefined {
  const [old, now] = [before.rules, after.rules];
  const least = Math.min(old.length, now.length);
  let at = 0;
  while (at < least && sameRule(old[at]!, now[at]!)) at += 1;
  let tail = 0;
  while (tail < least - at && sameRule(old[old.length - 1 - tail]!, now[now.length - 1 - tail]!)) tail += 1;
  const remove = old.length - tail - at;
  const put = now.slice(at, now.length - tail);
  const isSame = PROFILES.every((profile) => samePolicy(before.policies[profile], after.policies[profile]));
  if (isSame && remove === 0 && put.length === 0) return undefined;
  return { at, remove, put, ...(!isSame && { policies: after.policies }) };
}

/** Returns the rulebook that a change makes of another. Throws a `LogFault` where it does not follow on it. */
export function rulesAfter({ rules, policies }: Rulebook, change: RulesChange): Rulebook {
  const length = rules.length - change.remove + change.put.length;
  if (change.at + change.remove > rules.length || length > MAX_RULES) {
    throw new LogFault('A commit changes rules that this machine does not have.');
  }
  return {
    rules: rules.slice(0, change.at).concat(change.put, rules.slice(change.at + change.remove)),
    policies: change.policies ?? policies,
  };
}

/** Reads a change of rules from the log. Throws a `LogFault`. */
export function parseRulesChange(value: unknown): RulesChange {
  const { at, remove, put, policies } = isRecord(value) ? value : {};
  if (!isCount(at) || !isCount(remove) || !Array.isArray(put) || put.length > MAX_RULES) {
    throw foreignFault('A commit has no valid change of rules.');
  }
  const rules = put.map(parseFleetRule);
  if (policies === undefined) return { at, remove, put: rules };
  return { at, remove, put: rules, policies: parseFleetPolicies(policies) };
}

/** Reads the rules of a snapshot. Throws a `LogFault`. */
export function parseFleetRulebook(value: unknown): Rulebook {
  const { rules, policies } = isRecord(value) ? value : {};
  if (!Array.isArray(rules) || rules.length > MAX_RULES) {
    throw new LogFault('A snapshot has no valid rules.');
  }
  return { rules: rules.map(parseFleetRule), policies: parseFleetPolicies(policies) };
}

/** A rule that is not understood is never left out: what it keeps out would be let in. */
function parseFleetRule(value: unknown): FirewallRule {
  const rule = parseRule(value);
  if (rule && Object.keys(Object(value)).every((name) => Object.hasOwn(rule, name))) return rule;
  throw new LogFault('The fleet has a rule of advfirewall that this netsh does not understand. Upgrade it.');
}

function parseFleetPolicies(value: unknown): Rulebook['policies'] {
  const policies = parsePolicies(value);
  if (policies) return policies;
  throw new LogFault(
    'The fleet has a policy of advfirewall that this netsh does not understand. Upgrade it.',
  );
}

/** Whether two rules hold the same values. */
function sameRule(one: FirewallRule, other: FirewallRule): boolean {
  if (one === other) return true;
  const [these, those] = [Object.entries(one), new Map<string, unknown>(Object.entries(other))];
  return these.length === those.size && these.every(([name, value]) => those.get(name) === value);
}
