import type { PortSpan } from './access.ts';
import { type CompiledRule, CompiledRules } from './compiled-rule.ts';
import { addressKey } from './conditions/address-bits.ts';
import { covers } from './conditions/span-sets.ts';
import { type Spans, has } from './conditions/spans.ts';
import { isInForce } from './in-force.ts';
import { policyInForce } from './policy.ts';
import type { Rulebook } from './rule.ts';

/** A target of the relay: an address or a name, and its ports. */
interface Target {
  readonly host: string;
  readonly ports: PortSpan;
  readonly protocol: 'tcp' | 'udp';
}

/** Returns a sentence where rules of `dir=out` or the policy keep the relay from a target, or may do so; else undefined. */
export type TargetJudge = (target: Target) => string | undefined;

/** Returns what tells of targets by a rulebook; the rules are compiled once. */
export function targetJudge({ rules, policies }: Rulebook): TargetJudge {
  const policy = policyInForce(policies);
  const compiled = new CompiledRules({ localSubnets: [] });
  const outbound = rules
    .filter((rule) => rule.direction === 'out' && isInForce(rule, policy))
    .map((rule) => compiled.of(rule))
    .filter(({ isActive }) => isActive);
  return (target) => {
    const about = outbound.filter((one) => concerns(one, target));
    const blocking = about.find(({ rule }) => rule.action === 'block');
    if (blocking) {
      const may = isWhole(blocking, target) ? 'may not' : 'may not always';
      return `The relay ${may} connect there (rule ${blocking.rule.name}).`;
    }
    if (!policy.blocksOutbound) return undefined;
    const allowing = about.find(({ rule }) => rule.action !== 'block');
    if (!allowing)
      return 'The relay may not connect there: the policy is blockoutbound, and no rule allows it.';
    if (isWhole(allowing, target)) return undefined;
    return `The relay may not always connect there: the policy is blockoutbound, and rule ${allowing.rule.name} allows a part.`;
  };
}

/** Whether a rule may be about a target; of a name nobody knows the address yet. */
function concerns({ rule, axes: [, , ports, remote] }: CompiledRule, target: Target): boolean {
  if (rule.protocol !== 'any' && rule.protocol !== target.protocol) return false;
  const key = addressKey(target.host);
  const mayBeThere =
    remote === undefined || key === undefined || hasSubnet(rule.remoteIp) || has(remote, key);
  return mayBeThere && meets(ports, target.ports);
}

/** Whether a rule is about all ports and all addresses that a target may have. */
function isWhole({ rule, axes: [, local, ports, remote] }: CompiledRule, target: Target): boolean {
  const key = addressKey(target.host);
  const isThere =
    remote === undefined || (key !== undefined && !hasSubnet(rule.remoteIp) && has(remote, key));
  return local === undefined && isThere && (ports === undefined || covers(ports, target.ports));
}

/** The networks of this machine, which are not looked up here. */
function hasSubnet(list: string): boolean {
  return list.includes('localsubnet');
}

function meets(ports: Spans | undefined, { from, to }: PortSpan): boolean {
  return ports === undefined || ports.some((span) => span.from <= to && span.to >= from);
}
