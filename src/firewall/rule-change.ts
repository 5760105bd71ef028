import { isRecord } from '../portproxy/is-record.ts';
import type { Change } from '../portproxy/table.ts';
import { type RuleValues, parseRule, parseRuleValues } from './make-rule.ts';
import { oneProfile, parsePolicyValues } from './policy.ts';
import type { FirewallRule, Profile, ProfilePolicy } from './rule.ts';
import { ALL_FIELDS } from './rule-fields.ts';

/** Which rules are meant: those that have all of these values, whatever the case of the name; without any, all rules. */
export type RuleFilter = RuleValues;

/** A change of the rulebook, as commands ask for it and the service makes it. */
export type RuleChange =
  | { readonly op: 'rule-add'; readonly rule: FirewallRule }
  | { readonly op: 'rule-delete'; readonly filter: RuleFilter }
  | { readonly op: 'rule-set'; readonly filter: RuleFilter; readonly values: RuleValues }
  | { readonly op: 'policy'; readonly profiles: readonly Profile[]; readonly values: Partial<ProfilePolicy> }
  | { readonly op: 'rules-reset' };

/** Values by which `delete rule`, `set rule` and `show rule` find rules. */
export const FILTER_FIELDS = ALL_FIELDS.filter(({ tag }) =>
  [
    'name',
    'dir',
    'profile',
    'program',
    'service',
    'localip',
    'remoteip',
    'localport',
    'remoteport',
    'protocol',
  ].includes(tag),
);

/** Whether a change is one of rules. */
export function isRuleChange(change: Change | RuleChange): change is RuleChange {
  return OPS.has(change.op);
}

const OPS: ReadonlySet<string> = new Set<RuleChange['op']>([
  'rule-add',
  'rule-delete',
  'rule-set',
  'policy',
  'rules-reset',
]);

/** Reads a change of rules from a request, with every value in its one spelling; undefined for anything else. */
export function parseRuleChange(value: unknown): RuleChange | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['op']) {
    case 'rule-add': {
      const rule = parseRule(value['rule']);
      return rule && { op: 'rule-add', rule };
    }
    case 'rule-delete': {
      const filter = parseRuleValues(value['filter'], FILTER_FIELDS);
      return filter && { op: 'rule-delete', filter };
    }
    case 'rule-set': {
      const filter = parseRuleValues(value['filter'], FILTER_FIELDS);
      const values = parseRuleValues(value['values']);
      return filter && values && { op: 'rule-set', filter, values };
    }
    case 'policy': {
      const { profiles } = value;
      const values = parsePolicyValues(value['values']);
      if (!values || !Array.isArray(profiles)) return undefined;
      const known = profiles.flatMap((one: unknown) => oneProfile(one) ?? []);
      return known.length === profiles.length ? { op: 'policy', profiles: known, values } : undefined;
    }
    case 'rules-reset':
      return { op: 'rules-reset' };
    default:
      return undefined;
  }
}
