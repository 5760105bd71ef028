import type { FirewallRule } from '../../../src/firewall/rule.ts';
import type { RuleChange } from '../../../src/firewall/rule-change.ts';

/** A change that adds a rule, which keeps clients from a port of TCP. */
export function block(name: string, port: number, values: Partial<FirewallRule> = {}): RuleChange {
  const any = { profiles: 'any', localIp: 'any', remoteIp: 'any', remotePort: 'any' };
  const closed = { direction: 'in', action: 'block', enabled: true, protocol: 'tcp' } as const;
  return { op: 'rule-add', rule: { name, ...any, ...closed, localPort: String(port), ...values } };
}
