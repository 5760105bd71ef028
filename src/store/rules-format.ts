import { INITIAL_RULEBOOK, parsePolicies } from '../firewall/policy.ts';
import { parseRule } from '../firewall/make-rule.ts';
import type { FirewallRule, Rulebook } from '../firewall/rule.ts';
import { MAX_RULES } from '../firewall/rule-table.ts';
import { isRecord } from '../portproxy/is-record.ts';
import { parseJsonText } from './json-text.ts';
import type { KeptFormat, ParsedFile } from './kept-file.ts';

/** The version of the shape of the rules' file. */
const RULES_VERSION = 1;

/** The file of rules and policies. */
export const RULES_FORMAT: KeptFormat<Rulebook> = {
  parse: parseRulesFile,
  document: ({ rules, policies }) => ({ rules: { version: RULES_VERSION, rules, policies } }),
  empty: INITIAL_RULEBOOK,
  emptied: 'there are no rules',
};

/** Reads the text of the rules' file. A value that no command could have stored makes the whole file broken. */
function parseRulesFile(text: string): ParsedFile<Rulebook> {
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch {
    return broken(text.trim() === '' ? 'it is empty' : 'it is not valid JSON');
  }
  const found = isRecord(value) ? value['rules'] : undefined;
  if (!isRecord(found)) return broken('it holds no rules');
  const { version } = found;
  if (typeof version === 'number' && Number.isInteger(version) && version > RULES_VERSION) {
    const reason = `it has version ${version}, this netsh reads up to ${RULES_VERSION}`;
    return { kind: 'newer', reason };
  }
  if (version !== RULES_VERSION) return broken('its version is unknown');
  const policies = parsePolicies(found['policies']);
  if (!policies) return broken('a policy is not valid');
  const rules = parseRules(found['rules']);
  return typeof rules === 'string' ? broken(rules) : { kind: 'good', value: { rules, policies } };
}

function parseRules(list: unknown): readonly FirewallRule[] | string {
  if (!Array.isArray(list)) return 'it holds no list of rules';
  if (list.length > MAX_RULES) return `it has more than ${MAX_RULES} rules`;
  const rules: FirewallRule[] = [];
  for (const [index, value] of list.entries()) {
    const rule = parseRule(value);
    if (!rule) return `rule ${index + 1} is not valid`;
    rules.push(rule);
  }
  return rules;
}

function broken(reason: string): ParsedFile<Rulebook> {
  return { kind: 'broken', reason };
}
