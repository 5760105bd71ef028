import type { FirewallRule } from './rule.ts';
import { ALL_FIELDS } from './rule-fields.ts';

/** Returns the words of `add rule` that make a rule, in the order of netsh's tags; defaults are left out. */
export function ruleWords(rule: FirewallRule): string {
  const words: string[] = [];
  const given = new Map<string, unknown>(Object.entries(rule));
  for (const field of ALL_FIELDS) {
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
