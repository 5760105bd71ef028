import type { Facts } from '../../src/language/facts.ts';
import { type Suggestion, type Tag, type ValueType, optional, required } from '../../src/language/schema.ts';
import type { RuleField } from '../../src/firewall/rule-field.ts';
import { fieldOf } from '../../src/firewall/rule-fields.ts';
import { bareAddress } from '../../src/portproxy/address.ts';
import { connectLabel } from '../../src/portproxy/connect-label.ts';
import { targetTexts } from '../../src/portproxy/targets.ts';

/** Returns the parameter of a value of a rule; all but the name are given by their tags only. */
export function ruleTag(field: RuleField, isRequired = false): Tag<string> {
  const more = {
    isNamed: true,
    ...(field.byDefault !== undefined && { fallback: field.byDefault }),
  } as const;
  return isRequired
    ? required(fieldType(field), field.help, more)
    : optional(fieldType(field), field.help, more);
}

/** Returns the parameter of a value by which rules are found; without it every value is meant. */
export function filterTag(field: RuleField): Tag<string> {
  return optional(fieldType(field), `Only rules with this ${field.tag}.`, {
    isNamed: true,
    fallback: 'every rule',
  });
}

/** The name of a new rule. */
export const newName: Tag<string, true> = required(fieldType(fieldOf('name')), fieldOf('name').help);

/** The name by which rules are found; `all` means all of them. */
export const nameOrAll: ValueType<string> = {
  usage: '<string>|all',
  accepts: 'the name of rules, or all',
  hasBlanks: true,
  parse(text) {
    const parsed =
      text.toLowerCase() === 'all' ? { ok: true as const, value: 'all' } : fieldOf('name').parse(text);
    return parsed.ok ? parsed : { ok: false, reason: parsed.reason, refusal: parsed.refusal };
  },
  suggest: (facts) => [...ruleNames(facts), { value: 'all', text: 'Every rule' }],
};

/** Returns the type of a value of a rule, completed from what is known of the machine. */
function fieldType(field: RuleField): ValueType<string> {
  return {
    usage: field.usage,
    accepts: field.accepts,
    hasBlanks: field.usage === '<string>',
    parse: field.parse,
    suggest(facts, given) {
      const words = (field.words ?? []).map((value) => ({ value, text: '' }));
      return [...(SUGGESTED[field.tag]?.(facts, given.values) ?? []), ...words];
    },
  };
}

type Suggest = (facts: Facts, values: Readonly<Record<string, string>>) => Suggestion[];

/** Known values by tag: what entries listen on, where they connect to, addresses of this machine. */
const SUGGESTED: Readonly<Record<string, Suggest>> = {
  name: (facts) => ruleNames(facts),
  localport: ({ entries }) =>
    unique(
      entries.map((entry) => ({
        value: entry.listenPort,
        text: `To ${connectLabel(entry)}`,
      })),
    ),
  remoteport: ({ entries }, { dir }) =>
    dir === 'out'
      ? unique(
          entries.flatMap(({ connectPort, connectAddress }) =>
            targetTexts(connectAddress).map(({ host, port }) => ({ value: port ?? connectPort, text: host })),
          ),
        )
      : [],
  localip: ({ addresses }) =>
    addresses.map(({ address }) => ({ value: address, text: 'An address of this machine' })),
  remoteip: ({ entries, rulebook }, { dir }) =>
    unique([
      ...(dir === 'out' ? entries.flatMap(({ connectAddress }) => targetAddresses(connectAddress)) : []),
      ...(rulebook?.rules ?? []).flatMap(({ remoteIp: value, name }) =>
        value === 'any' ? [] : [{ value, text: `As in the rule ${name}` }],
      ),
    ]),
};

function ruleNames({ rulebook }: Facts): Suggestion[] {
  const rules = rulebook?.rules ?? [];
  return unique(
    rules.map(({ name, direction, action, protocol, localPort }) => ({
      value: name,
      text: `${direction} ${action} ${protocol} ${localPort}`,
    })),
  );
}

function unique(all: readonly Suggestion[]): Suggestion[] {
  return [...new Map(all.map((one) => [one.value, one])).values()];
}

/** The addresses to which an entry connects, as rules write them. */
function targetAddresses(connectAddress: string): Suggestion[] {
  return targetTexts(connectAddress).map(({ host }) => ({ value: bareAddress(host), text: 'A target' }));
}
