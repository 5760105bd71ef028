import type { ChangeResult } from '../portproxy/changes/results.ts';
import { inactiveReason } from './inactive-reason.ts';
import type { FirewallRule } from './rule.ts';
import type { RuleChange } from './rule-change.ts';
import { MAX_RULES, type RuleTable } from './rule-table.ts';
import { portsToOpen } from './to-open.ts';

/** A firewall of the system, which judges clients beside the rules. */
interface OtherFirewall {
  readonly name: string;
  /** Returns the command that lets clients in to ports. */
  readonly opening: (protocol: 'tcp' | 'udp', ports: readonly string[]) => string;
}

/** Makes a change of a draft; its result is that of the control API. `firewall` is in charge of the system beside the rules. */
export function applyRuleChange(
  draft: RuleTable,
  change: RuleChange,
  firewall?: OtherFirewall,
): ChangeResult {
  const result = draft.apply(change);
  switch (result.kind) {
    case 'done': {
      const { rules, count } = result;
      return {
        kind: 'done',
        notices: [...inactiveNotices(rules), ...openingNotices(rules, firewall)],
        count,
      };
    }
    case 'absent':
      return result;
    case 'full':
      return { kind: 'refused', code: 'limit', detail: `A rulebook holds at most ${MAX_RULES} rules.` };
    case 'problem': {
      const { rule, problem } = result;
      return { kind: 'refused', code: 'invalid', detail: `The rule ${rule.name}: ${problem.reason}` };
    }
  }
}

/** How many rules are named after a change. */
const MAX_NAMED = 5;

function inactiveNotices(rules: readonly FirewallRule[]): string[] {
  const notices = rules.flatMap((rule) => inactiveNotice(rule));
  const others = notices.length - MAX_NAMED;
  return others > 0 ? [...notices.slice(0, MAX_NAMED), `${others} more rules are inactive.`] : notices;
}

function inactiveNotice(rule: FirewallRule): string[] {
  const reason = rule.enabled ? inactiveReason(rule) : undefined;
  return reason === undefined ? [] : [`The rule ${rule.name} is inactive. ${reason}`];
}

/** Says how the firewall of the system is told to let clients in as well. */
function openingNotices(rules: readonly FirewallRule[], firewall: OtherFirewall | undefined): string[] {
  if (!firewall) return [];
  const commands = new Set(
    rules.slice(0, MAX_NAMED).flatMap((rule) => {
      const opened = portsToOpen(rule);
      return opened ? [firewall.opening(opened.protocol, opened.ports)] : [];
    }),
  );
  return [...commands].map(
    (command) =>
      `${firewall.name} guards this system too, and may keep clients out. To let them in: ${command}`,
  );
}
