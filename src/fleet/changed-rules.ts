import { ruleWords } from '../firewall/rule-words.ts';
import { type FirewallRule, PROFILES, type ProfilePolicy, type Rulebook } from '../firewall/rule.ts';
import { type EntryChange, POLICY_KEY, RULE_KEY, type RulesStep } from './past-change.ts';

/** What a commit took out of the rules and put there; not known where the log does not tell what was there before. */
export type RulesDone =
  | {
      readonly isKnown: true;
      readonly gone: readonly FirewallRule[];
      readonly come: readonly FirewallRule[];
      /** Before and after. */
      readonly policies: readonly [Rulebook['policies'], Rulebook['policies']];
    }
  | { readonly isKnown: false };

/** Returns what a step did, which holds none of the rules that it left alone. */
export function rulesDone({ before, after, change: { at, remove, put } }: RulesStep): RulesDone {
  if (!before || !after) return { isKnown: false };
  const gone = before.rules.slice(at, at + remove);
  return { isKnown: true, gone, come: put, policies: [before.policies, after.policies] };
}

/**
 * Returns what a commit did to the rules and policies, each as a change with one value, which is the words of its command. Rules
 * have no keys: of those of one name the first that went and the first that came count as one that was changed.
 */
export function changedRules(done: RulesDone): EntryChange[] {
  if (!done.isKnown)
    return [{ key: `${RULE_KEY}that the history no longer tells`, kind: 'changed', values: [] }];
  const gone = withoutThose(done.gone, done.come);
  const come = Map.groupBy(withoutThose(done.come, done.gone), nameOf);
  const changes = gone.map((rule) => ruleChange(rule, come.get(nameOf(rule))?.shift()));
  const added = [...come.values()].flat().map((rule) => ruleChange(undefined, rule));
  const policies = PROFILES.flatMap((profile) => {
    const [was, is] = [policyWords(done.policies[0][profile]), policyWords(done.policies[1][profile])];
    return was === is ? [] : [changed(`${POLICY_KEY}${profile}profile`, was, is)];
  });
  return [...changes, ...added, ...policies];
}

/** Returns the rules of one list that are not in another, each as often as it is missing there. */
function withoutThose(rules: readonly FirewallRule[], others: readonly FirewallRule[]): FirewallRule[] {
  const left = new Map<string, number>();
  for (const rule of others) {
    const words = ruleWords(rule);
    left.set(words, (left.get(words) ?? 0) + 1);
  }
  return rules.filter((rule) => {
    const words = ruleWords(rule);
    const count = left.get(words) ?? 0;
    left.set(words, count - 1);
    return count <= 0;
  });
}

function nameOf({ name }: FirewallRule): string {
  return name.toLowerCase();
}

function ruleChange(before: FirewallRule | undefined, after: FirewallRule | undefined): EntryChange {
  const name = (after ?? before)?.name ?? '';
  return changed(`${RULE_KEY}${name}`, before && ruleWords(before), after && ruleWords(after));
}

function policyWords({ state, inbound, outbound }: ProfilePolicy): string {
  return `state ${state}, firewallpolicy ${inbound},${outbound}`;
}

function changed(key: string, before: string | undefined, after: string | undefined): EntryChange {
  const kind = before === undefined ? 'added' : after === undefined ? 'deleted' : 'changed';
  const value = {
    tag: 'words',
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
  return { key, kind, values: [value] };
}
