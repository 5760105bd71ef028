import { ERRORS } from '../../src/errors/errors.ts';
import { type RuleValues, ruleFrom, ruleProblem, valuesOf } from '../../src/firewall/make-rule.ts';
import type { FirewallRule } from '../../src/firewall/rule.ts';
import { FILTER_FIELDS, type RuleFilter } from '../../src/firewall/rule-change.ts';
import { ALL_FIELDS } from '../../src/firewall/rule-fields.ts';
import { ruleSentence } from '../../src/firewall/rule-sentence.ts';
import { matchingRules } from '../../src/firewall/rule-table.ts';
import { failure } from '../../src/language/failure.ts';
import type { Outcome } from '../../src/language/outcome.ts';
import { type Tag, command, optional, required } from '../../src/language/schema.ts';
import type { Host, NetshCommand } from '../host.ts';
import { noRules, ruleOutcome } from './rule-outcome.ts';
import { filterTag, nameOrAll, newName, ruleTag } from './rule-tags.ts';

type Texts = Readonly<Record<string, unknown>>;

/** Values of a rule by which others are found, beside its name. */
const CONDITIONS = FILTER_FIELDS.filter(({ tag }) => tag !== 'name');

/** `add rule`. */
export function addRule(): NetshCommand {
  const others = ALL_FIELDS.filter(({ tag }) => tag !== 'name');
  const tags: Record<string, Tag> = { name: newName };
  for (const field of others) tags[field.tag] = ruleTag(field, field.tag === 'dir' || field.tag === 'action');
  return command({
    name: 'rule',
    text: 'Adds a rule about clients of entries, or connections to targets.',
    change: true,
    tags,
    remarks: [
      'Adds a rule, which the relay enforces for its entries. Rules may share',
      'a name. Block wins over allow. A listening port that an allow rule with',
      'dir=in names is open only to those whom such rules name; other ports',
      'follow the policy (set allprofiles firewallpolicy). Ports need',
      'protocol=tcp or protocol=udp. The firewall of this system stays as is.',
    ],
    examples: [
      'add rule name="web" dir=in action=allow protocol=tcp localport=8080 remoteip=10.0.0.0/8',
      'add rule name="bad" dir=in action=block remoteip=10.0.0.66',
    ],
    effect: (texts) => {
      const rule = ruleOf(texts);
      const problem = ruleProblem(rule);
      return problem ? `Nothing: ${problem.reason}` : ruleSentence(rule);
    },
    action: async (texts, host: Host): Promise<Outcome> => {
      const rule = ruleOf(texts);
      const problem = ruleProblem(rule);
      if (problem) return { kind: 'failed', code: 'unacceptable', message: problem.reason };
      const result = await host.backend.change({ op: 'rule-add', rule }, host.run);
      return ruleOutcome(result, () => []);
    },
  });
}

/** `delete rule`. */
export function deleteRule(): NetshCommand {
  return command({
    name: 'rule',
    text: 'Deletes the rules of a name, or all.',
    change: true,
    tags: { name: required(nameOrAll, 'Name of the rules, or all.'), ...filterTags() },
    remarks: ['Deletes every rule of this name that has all the values given.'],
    examples: ['delete rule name="web"', 'delete rule name=all dir=in protocol=tcp localport=8080'],
    effect: (texts, { rulebook }) => counted('Deletes', filterOf(texts), rulebook?.rules),
    action: async (texts, host: Host) =>
      ruleOutcome(
        await host.backend.change({ op: 'rule-delete', filter: filterOf(texts) }, host.run),
        (count) => ['', `Deleted ${count} rule(s).`],
      ),
  });
}

/** `set rule`. */
export function setRule(): NetshCommand {
  const NEW = ALL_FIELDS.map((field) => [field.tag, { ...ruleTag(field), isNamed: true }] as const);
  const group = optional({ ...nameOrAll, usage: '<string>' }, 'Group of rules; rules have none here.', {
    isNamed: true,
  });
  return command({
    name: 'rule',
    text: 'Changes the rules of a name.',
    change: true,
    tags: { name: optional(nameOrAll, 'Name of the rules, or all.'), group, ...filterTags() },
    behind: {
      word: 'new',
      text: 'The new values follow.',
      tags: Object.fromEntries(NEW),
    },
    remarks: ['Gives every rule of this name that has all the values before new the', 'values behind new.'],
    examples: ['set rule name="web" new enable=no', 'set rule name="web" dir=in new remoteip=10.0.0.0/8'],
    effect: (texts, { rulebook }, behind) => {
      const given = Object.entries(valuesOf(behind)).map(([property, value]) => newValue(property, value));
      const values = given.length > 0 ? `: ${given.join(', ')}` : ', but to what? Give new values behind new';
      return counted('Changes', filterOf(texts), rulebook?.rules, values);
    },
    action: async (texts, host: Host, _rest, behind): Promise<Outcome> => {
      const values = valuesOf(behind);
      if (texts.name === undefined && texts.group === undefined) return missing('name or group');
      if (Object.keys(values).length === 0) return missing('a value behind new');
      if (texts.group !== undefined) return noRules('Rules have no groups here. Use set rule name=NAME.');
      return await change(host, filterOf(texts), values);
    },
  });
}

async function change(host: Host, filter: RuleFilter, values: RuleValues): Promise<Outcome> {
  const result = await host.backend.change({ op: 'rule-set', filter, values }, host.run);
  return ruleOutcome(result, (count) => ['', `Updated ${count} rule(s).`]);
}

/** Returns the rules that texts by tag ask for; the name `all` asks for all. */
export function filterOf(texts: Texts): RuleFilter {
  const { name, ...others } = valuesOf(texts, FILTER_FIELDS);
  return name === undefined || name === 'all' ? others : { ...others, name };
}

function filterTags(): Record<string, Tag<string>> {
  return Object.fromEntries(CONDITIONS.map((field) => [field.tag, filterTag(field)]));
}

/** Returns the rule that texts by tag make; what is not given has netsh's default. */
export function ruleOf(texts: Texts): FirewallRule {
  const { name = '', direction = 'in', action = 'allow', ...values } = valuesOf(texts);
  return ruleFrom({ ...values, name, direction, action });
}

/** At most so many rules are named. */
const MAX_NAMED = 5;

/** Says which rules a command is about; `values` is the end of that sentence. */
function counted(verb: string, filter: RuleFilter, rules: readonly FirewallRule[] = [], values = ''): string {
  const found = matchingRules(rules, filter);
  const { length } = found;
  if (length === 0) return 'Nothing: no rule is as asked for.';
  const named = [...new Set(found.map(({ name }) => name))];
  const more = named.length > MAX_NAMED ? ', …' : '';
  const names = ` (${named.slice(0, MAX_NAMED).join(', ')}${more})`;
  return `${verb} ${length === 1 ? 'one rule' : `${length} rules`}${names}${values}.`;
}

/** Returns a new value as its tag has it in commands. */
function newValue(property: string, value: unknown): string {
  const tag = ALL_FIELDS.find((field) => field.property === property)?.tag ?? property;
  return `${tag}=${typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)}`;
}

function missing(what: string): Outcome {
  return failure('missing', ERRORS.missing.says.line, `Missing: ${what}.`);
}
