import type { FirewallRule } from './rule.ts';
import type { RuleField } from './rule-field.ts';
import { ALL_FIELDS } from './rule-fields.ts';

/** Values of a rule that are given; what is absent stays as it is. */
export type RuleValues = Partial<FirewallRule>;

/** Why a rule cannot be: the tag at fault, and a full sentence that says what would be right. */
export interface RuleProblem {
  readonly tag: string;
  readonly reason: string;
}

/** Returns the values of a rule from texts by tag, each in its one spelling already. */
export function valuesOf(texts: Readonly<Record<string, unknown>>, fields = ALL_FIELDS): RuleValues {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const text = texts[field.tag];
    if (typeof text === 'string') values[field.property] = storedOf(field, text);
  }
  return values;
}

/** Returns a new rule: what is not given has netsh's default. */
export function ruleFrom(
  values: RuleValues & Pick<FirewallRule, 'name' | 'direction' | 'action'>,
): FirewallRule {
  return { ...DEFAULTS, ...values };
}

/** Returns why a rule cannot be; undefined for one that can. */
export function ruleProblem({
  protocol,
  localPort,
  remotePort,
  direction,
  edge,
}: FirewallRule): RuleProblem | undefined {
  const tag = localPort === 'any' ? 'remoteport' : 'localport';
  const hasPorts = localPort !== 'any' || remotePort !== 'any';
  if (hasPorts && protocol !== 'tcp' && protocol !== 'udp') {
    return { tag, reason: `A rule with ${tag} needs protocol=tcp or protocol=udp.` };
  }
  if (edge !== undefined && edge !== 'no' && direction === 'out') {
    return {
      tag: 'edge',
      reason: 'Only rules with dir=in have edge traversal. Leave edge out, or use edge=no.',
    };
  }
  return undefined;
}

/** Reads a rule from another process or a file: every text in its one spelling; undefined for anything else. */
export function parseRule(value: unknown): FirewallRule | undefined {
  const values = parseRuleValues(value);
  if (!values) return undefined;
  const { name, direction, action } = values;
  if (name === undefined || direction === undefined || action === undefined) return undefined;
  const rule = ruleFrom({ ...values, name, direction, action });
  return ruleProblem(rule) ? undefined : rule;
}

/** Reads some values of a rule as `parseRule` does; other properties are dropped. */
export function parseRuleValues(value: unknown, fields = ALL_FIELDS): RuleValues | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = new Map<string, unknown>(Object.entries(value));
  const texts: Record<string, string> = {};
  for (const field of fields) {
    const stored = given.get(field.property);
    if (stored === undefined) continue;
    const text = field.property === 'enabled' ? yesOrNo(stored) : stored;
    if (typeof text !== 'string') return undefined;
    const parsed = field.parse(text);
    if (!parsed.ok || parsed.value !== text) return undefined;
    texts[field.tag] = text;
  }
  return valuesOf(texts, fields);
}

function yesOrNo(value: unknown): string | undefined {
  if (typeof value !== 'boolean') return undefined;
  return value ? 'yes' : 'no';
}

function storedOf({ property }: RuleField, text: string): string | boolean {
  return property === 'enabled' ? text === 'yes' : text;
}

const DEFAULTS = {
  enabled: true,
  profiles: 'any',
  protocol: 'any',
  localIp: 'any',
  remoteIp: 'any',
  localPort: 'any',
  remotePort: 'any',
} as const;
