import { inactiveReason } from '../../firewall/inactive-reason.ts';
import type { FirewallRule } from '../../firewall/rule.ts';
import { ALL_FIELDS } from '../../firewall/rule-fields.ts';
import type { Entry } from '../entry.ts';
import { type PortSpan, type Services, parsePort, portSpan } from '../port.ts';
import type { ReadRule } from './rows.ts';

/** Which rules of a file are imported: those about a port of the table, all, or none. */
export type RulesMode = 'matching' | 'all' | 'none';

/** What an import does to rules. */
export interface RulesPlan {
  readonly added: readonly ReadRule[];
  /** There already, the same in everything. */
  readonly kept: readonly ReadRule[];
  /** Not taken, because of the mode. */
  readonly left: readonly ReadRule[];
  readonly mode: RulesMode;
}

/** Plans the import of rules beside those that are there; `table` holds the entries after the import. */
export function planRules(
  found: readonly ReadRule[],
  current: readonly FirewallRule[],
  {
    mode,
    table,
    services,
  }: { readonly mode: RulesMode; readonly table: readonly Entry[]; readonly services: Services },
): RulesPlan {
  const plan = { added: [] as ReadRule[], kept: [] as ReadRule[], left: [] as ReadRule[], mode };
  const there = new Map<string, number>();
  for (const rule of current) there.set(keyOf(rule), (there.get(keyOf(rule)) ?? 0) + 1);
  const concerns = mode === 'matching' ? matcher(table, services) : () => mode === 'all';
  for (const one of found) {
    const key = keyOf(one.rule);
    const copies = there.get(key) ?? 0;
    if (!concerns(one.rule)) plan.left.push(one);
    else if (copies === 0) plan.added.push(one);
    else {
      plan.kept.push(one);
      there.set(key, copies - 1);
    }
  }
  return plan;
}

/** Returns the rules that decide about entries of a table, those that name no port too; inactive and disabled ones do not. */
export function rulesAbout(
  table: readonly Entry[],
  rules: readonly FirewallRule[],
  services: Services,
): readonly FirewallRule[] {
  if (rules.length === 0) return [];
  const names = matcher(table, services);
  return rules.filter((rule) => {
    const ports = rule.direction === 'in' ? rule.localPort : rule.remotePort;
    return rule.enabled && inactiveReason(rule) === undefined && (ports === 'any' || names(rule));
  });
}

/** Returns whether a rule names a port on which an entry listens, or with `dir=out` one to which it connects. */
function matcher(table: readonly Entry[], services: Services): (rule: FirewallRule) => boolean {
  const listens = table.flatMap(({ listenPort }) => spanOf(listenPort, services));
  const connects = table.flatMap(({ connectPort }) => spanOf(connectPort, services));
  return ({ direction, localPort, remotePort }) =>
    direction === 'in' ? meets(localPort, listens) : meets(remotePort, connects);
}

function meets(ports: string, spans: readonly PortSpan[]): boolean {
  if (ports === 'any') return false;
  return ports.split(',').some((item) => {
    const [first = '', last = first] = item.split('-');
    return spans.some(({ from, to }) => Number(first) <= to && Number(last) >= from);
  });
}

function spanOf(text: string, services: Services): PortSpan[] {
  const parsed = parsePort(text, services);
  return parsed.ok ? [portSpan(parsed.value)] : [];
}

/** The same for rules whose values are the same. */
function keyOf(rule: FirewallRule): string {
  return JSON.stringify(ALL_FIELDS.map(({ property }) => rule[property] ?? null));
}
