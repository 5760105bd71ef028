import { ruleWords } from '../firewall/rule-words.ts';
import {
  type FirewallRule,
  PROFILES,
  type Profile,
  type ProfilePolicy,
  type Rulebook,
} from '../firewall/rule.ts';
import { type EntryChange, POLICY_KEY, RULE_KEY, type RulesStep } from './past-change.ts';

/**
 * Returns what a commit did to the rules and policies, each as a change with one value, which is the words of its command. Rules
 * have no keys: of those of one name the first that went and the first that came count as one that was changed.
 */
export function changedRules({ before, after }: RulesStep): EntryChange[] {
  if (!before || !after)
    return [{ key: `${RULE_KEY}that the history no longer tells`, kind: 'changed', values: [] }];
  const gone = withoutThose(before.rules, after.rules);
  const come = withoutThose(after.rules, before.rules);
  const changes = gone.map((rule): EntryChange => {
    const at = come.findIndex(({ name }) => name.toLowerCase() === rule.name.toLowerCase());
    const [now] = at === -1 ? [] : come.splice(at, 1);
    return ruleChange(rule, now);
  });
  return [...changes, ...come.map((rule) => ruleChange(undefined, rule)), ...changedPolicies(before, after)];
}

/** Returns the rules of one list that are not in another, each as often as it is missing there. */
function withoutThose(rules: readonly FirewallRule[], others: readonly FirewallRule[]): FirewallRule[] {
  const left = new Map<string, number>();
  for (const rule of others) left.set(ruleWords(rule), (left.get(ruleWords(rule)) ?? 0) + 1);
  return rules.filter((rule) => {
    const words = ruleWords(rule);
    const count = left.get(words) ?? 0;
    left.set(words, count - 1);
    return count <= 0;
  });
}

function ruleChange(before: FirewallRule | undefined, after: FirewallRule | undefined): EntryChange {
  const name = (after ?? before)?.name ?? '';
  return change(`${RULE_KEY}${name}`, before && ruleWords(before), after && ruleWords(after));
}

function changedPolicies(before: Rulebook, after: Rulebook): EntryChange[] {
  return PROFILES.flatMap((profile: Profile) => {
    const [was, is] = [policyWords(before.policies[profile]), policyWords(after.policies[profile])];
    return was === is ? [] : [change(`${POLICY_KEY}${profile}profile`, was, is)];
  });
}

function policyWords({ state, inbound, outbound }: ProfilePolicy): string {
  return `state ${state}, firewallpolicy ${inbound},${outbound}`;
}

function change(key: string, before: string | undefined, after: string | undefined): EntryChange {
  const kind = before === undefined ? 'added' : after === undefined ? 'deleted' : 'changed';
  const value = {
    tag: 'words',
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
  return { key, kind, values: [value] };
}
