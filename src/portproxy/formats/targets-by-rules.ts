import { CompiledRules } from '../../firewall/compiled-rule.ts';
import { addressKey } from '../../firewall/conditions/address-bits.ts';
import { covers } from '../../firewall/conditions/span-sets.ts';
import { type Spans, has } from '../../firewall/conditions/spans.ts';
import { isInForce } from '../../firewall/in-force.ts';
import { policyInForce } from '../../firewall/policy.ts';
import type { Rulebook } from '../../firewall/rule.ts';
import type { Row, RowTarget } from './format.ts';

/**
 * Returns what says in a full sentence why a row may not go to a program that connects to every target: a rule or policy of
 * `dir=out` keeps the relay from its target, or may do so. `title` is the name of the format.
 */
export function targetsByRules(
  { rules, policies }: Rulebook,
  title: string,
): (row: Pick<Row, 'entry' | 'targets' | 'to'>) => string | undefined {
  const policy = policyInForce(policies);
  const compiled = new CompiledRules({ localSubnets: [] });
  const outbound = rules
    .filter((rule) => rule.direction === 'out' && isInForce(rule, policy))
    .map((rule) => compiled.of(rule))
    .filter(({ isActive }) => isActive);
  const ofTarget = ({ entry }: Pick<Row, 'entry'>, connect: RowTarget, to: Row['to']): string | undefined => {
    const key = connect.kind === 'name' ? undefined : addressKey(connect.host);
    const about = outbound.filter(
      ({ rule, axes: [, , ports] }) =>
        (rule.protocol === 'any' || rule.protocol === entry.protocol) && meets(ports, to),
    );
    const blocking = about.find(
      ({ rule, axes: [, , , remote] }) =>
        rule.action === 'block' &&
        (remote === undefined ||
          key === undefined ||
          rule.remoteIp.includes('localsubnet') ||
          has(remote, key)),
    );
    if (blocking)
      return `Rule ${blocking.rule.name} is about its target (dir=out), which ${title} cannot tell.`;
    const isAllowed = about.some(
      ({ rule, axes: [, local, ports, remote] }) =>
        rule.action !== 'block' &&
        local === undefined &&
        (ports === undefined || covers(ports, to)) &&
        (remote === undefined || (key !== undefined && has(remote, key))),
    );
    if (!policy.blocksOutbound || isAllowed) return undefined;
    return `The policy blockoutbound keeps the relay from its target, which ${title} cannot tell.`;
  };
  return (row) => {
    for (const target of row.targets) {
      const to = target.port === undefined ? row.to : { from: target.port, to: target.port };
      const reason = ofTarget(row, target, to);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}

function meets(ports: Spans | undefined, { from, to }: Row['to']): boolean {
  return ports === undefined || ports.some((span) => span.from <= to && span.to >= from);
}
