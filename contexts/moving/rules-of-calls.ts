import { ruleProblem, valuesOf } from '../../src/firewall/make-rule.ts';
import { isInitialPolicy, parsePolicyValues } from '../../src/firewall/policy.ts';
import type { FirewallRule } from '../../src/firewall/rule.ts';
import { matchingRules } from '../../src/firewall/rule-table.ts';
import { NO_FACTS } from '../../src/language/facts.ts';
import { read } from '../../src/language/read.ts';
import type { CommandSubject, Problem } from '../../src/language/reading.ts';
import type { BoundArgs } from '../../src/language/schema.ts';
import type { FirewallCall, ReadRule } from '../../src/portproxy/formats/rows.ts';
import { faultText } from '../../src/portproxy/formats/windows-fault.ts';
import { advfirewall } from '../advfirewall.ts';
import type { Host, NetshContext } from '../host.ts';
import { filterOf, ruleOf } from '../advfirewall/rule-commands.ts';

/** A line of advfirewall that leaves nothing to import, and why, in a full sentence. */
export interface LeftCall extends FirewallCall {
  readonly reason: string;
}

/** The rules that lines of advfirewall leave when they are done in order, and the lines that are not taken. */
export interface RulesOfCalls {
  readonly rules: readonly ReadRule[];
  readonly left: readonly LeftCall[];
}

/** The lines begin with `advfirewall`, wherever they stood. */
const ROOT: NetshContext = { kind: 'context', name: 'netsh', brief: '', entries: [advfirewall] };

/** Reads lines of advfirewall of a script or of calls of netsh: adds, changes and deletes their rules in order. */
export function rulesOfCalls(calls: readonly FirewallCall[]): RulesOfCalls {
  let rules: ReadRule[] = [];
  const left: LeftCall[] = [];
  for (const call of calls) {
    const done = after(rules, call);
    if (typeof done === 'string') left.push({ ...call, reason: done });
    else rules = done;
  }
  return { rules, left };
}

/** The rules after a line, or why it is not taken. */
function after(rules: ReadRule[], { line, args }: FirewallCall): ReadRule[] | string {
  const reading = read<Host>(args, [ROOT], NO_FACTS);
  if (reading.kind === 'failed') return reasonOf(reading.problem);
  if (reading.kind !== 'command') return rules;
  const texts = reading.args.values;
  switch (pathOf(reading.subject)) {
    case 'firewall add rule': {
      const rule = ruleOf(texts);
      const problem = ruleProblem(rule);
      if (problem) return problem.reason;
      rules.push({ rule, line });
      return rules;
    }
    case 'firewall delete rule': {
      const gone = new Set(matchingRules(rulesOf(rules), filterOf(texts)));
      return rules.filter(({ rule }) => !gone.has(rule));
    }
    case 'firewall set rule':
      return changed(rules, reading.args);
    case 'reset':
      return [];
    default:
      // A dump sets every policy, most of them as they begin.
      return isInitialPolicy(parsePolicyValues(texts['value']) ?? {})
        ? rules
        : 'Import takes rules, and no policies.';
  }
}

function reasonOf(problem: Problem<never>): string {
  return problem.code === 'unknown-command' ? 'This netsh does not have this command.' : faultText(problem);
}

function changed(rules: ReadRule[], { values, behind = {} }: BoundArgs): ReadRule[] | string {
  if (values['group'] !== undefined) return 'Rules have no groups here.';
  const met = new Set(matchingRules(rulesOf(rules), filterOf(values)));
  const given = valuesOf(behind);
  return rules.map((one) => (met.has(one.rule) ? { ...one, rule: { ...one.rule, ...given } } : one));
}

function rulesOf(rules: readonly ReadRule[]): FirewallRule[] {
  return rules.map(({ rule }) => rule);
}

/** The words of a command behind `advfirewall`. */
function pathOf({ path, group, command }: CommandSubject<Host>): string {
  return [...path.slice(2), group, command].flatMap((one) => one?.name ?? []).join(' ');
}
