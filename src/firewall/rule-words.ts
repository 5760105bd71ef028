import type { RuleFilter } from './rule-change.ts';
import type { FirewallRule } from './rule.ts';
import type { RuleField } from './rule-field.ts';
import { ALL_FIELDS } from './rule-fields.ts';

/** Returns the words of `add rule` that make a rule; what has netsh's default is left out. */
export function ruleWords(rule: FirewallRule): string {
  return filterWords(rule);
}

/** Returns values of rules as words, in the order of netsh's tags; defaults are left out. */
export function filterWords(values: RuleFilter, fields: readonly RuleField[] = ALL_FIELDS): string {
  const words: string[] = [];
  const given = new Map<string, unknown>(Object.entries(values));
  for (const field of fields) {
    const text = textOf(given.get(field.property));
    if (text !== undefined && text !== field.byDefault) words.push(`${field.tag}=${quoted(text)}`);
  }
  return words.join(' ');
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : undefined;
}

function quoted(text: string): string {
  return /[\s"]/.test(text) ? `"${text}"` : text;
}
