import { showRules } from '../../src/firewall/show-rules.ts';
import { matchingRules } from '../../src/firewall/rule-table.ts';
import { fieldOf } from '../../src/firewall/rule-fields.ts';
import { type ValueType, command, optional, required } from '../../src/language/schema.ts';
import type { Host, NetshCommand } from '../host.ts';
import { oneOf } from '../values/word.ts';
import { filterOf } from './rule-commands.ts';
import { noRules } from './rule-outcome.ts';
import { refusing } from './refusing.ts';
import { filterTag, nameOrAll } from './rule-tags.ts';

/** `show rule`. */
export function showRule(): NetshCommand {
  return command({
    name: 'rule',
    text: 'Shows the rules of a name, or all.',
    tags: {
      name: required(nameOrAll, 'Name of the rules, or all.'),
      dir: filterTag(fieldOf('dir')),
      profile: filterTag(fieldOf('profile')),
      type: optional(refusing(oneOf(['static', 'dynamic'])), 'static; rules here are never dynamic.', {
        isNamed: true,
        fallback: 'static',
      }),
      verbose: optional(flag, 'Shows what a relay does not judge too, and why a rule is inactive.', {
        isFlag: true,
        fallback: 'without',
      }),
    },
    remarks: ['Shows every rule of this name, with its conditions and its action.'],
    examples: ['show rule name=all', 'show rule "web" verbose'],
    action: async (args, host: Host) => {
      const { rules } = await host.backend.rules();
      const found = args.type === 'dynamic' ? [] : matchingRules(rules, filterOf(args));
      if (found.length === 0) return noRules();
      const json = { rules: found.map((rule) => Object.assign({}, rule, { reason: rule.reason ?? null })) };
      return { kind: 'text', lines: showRules(found, { isVerbose: args.verbose ?? false }), json };
    },
  });
}

/** A word that is given or not. */
const flag: ValueType<boolean> = {
  usage: '',
  accepts: 'nothing',
  parse: () => ({ ok: true, value: true }),
};
