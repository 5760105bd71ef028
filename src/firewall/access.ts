import { inactiveReason } from './inactive-reason.ts';
import { isInForce } from './in-force.ts';
import { policyInForce } from './policy.ts';
import type { FirewallRule, Rulebook } from './rule.ts';

/** Ports from one to another, with both. */
export interface PortSpan {
  readonly from: number;
  readonly to: number;
}

/** Who may connect to a listening port: the rules that let somebody in and keep somebody out, and who else may. */
export interface PortAccess {
  /** `off`: rules are switched off; `rules`: only whom the allow rules name; otherwise what the policy says. */
  readonly others: 'off' | 'rules' | 'allowed' | 'blocked';
  readonly allow: readonly FirewallRule[];
  readonly block: readonly FirewallRule[];
}

/** Returns who may connect to ports of this machine by a protocol. */
export function portAccess(
  { rules, policies }: Rulebook,
  ports: PortSpan,
  protocol: 'tcp' | 'udp',
): PortAccess {
  const policy = policyInForce(policies);
  if (policy.profiles.length === 0) return { others: 'off', allow: [], block: [] };
  const concerned = rules.filter(
    (rule) =>
      rule.direction === 'in' &&
      isInForce(rule, policy) &&
      inactiveReason(rule) === undefined &&
      (rule.protocol === 'any' || rule.protocol === protocol) &&
      meets(rule.localPort, ports),
  );
  const allow = concerned.filter(({ action }) => action !== 'block');
  const block = concerned.filter(({ action }) => action === 'block');
  if (allow.some(({ localPort }) => localPort !== 'any')) return { others: 'rules', allow, block };
  return { others: policy.blocksInbound ? 'blocked' : 'allowed', allow, block };
}

/** Says in sentences who may connect. */
export function accessSentences({ others, allow, block }: PortAccess): string[] {
  if (others === 'off') return ['Everybody may connect: the rules are switched off (state off).'];
  const allowed = allow.map((rule) => `${whose(rule)} (rule ${rule.name})`);
  const kept = block.map((rule) => `${whose(rule)} may not connect (rule ${rule.name}).`);
  switch (others) {
    case 'allowed':
      return block.length > 0
        ? [...kept, 'Everybody else may connect.']
        : ['Everybody may connect: no rule is about it.'];
    case 'blocked':
      if (allowed.length === 0)
        return ['Nobody may connect: the policy is blockinbound, and no rule allows it.', ...kept];
      return [`Only these may connect: ${allowed.join(', ')}.`, ...kept];
    case 'rules':
      return [`Only these may connect: ${allowed.join(', ')}.`, ...kept];
  }
}

function whose({ remoteIp, remotePort, localIp }: FirewallRule): string {
  const who = remoteIp === 'any' ? 'every client' : remoteIp;
  const port = remotePort === 'any' ? '' : ` from port ${remotePort}`;
  return `${who}${port}${localIp === 'any' ? '' : ` to ${localIp}`}`;
}

/** Whether a list of ports of a rule has one of these. */
function meets(list: string, { from, to }: PortSpan): boolean {
  if (list === 'any') return true;
  return list.split(',').some((item) => {
    const [first = '', last = first] = item.split('-');
    return Number(first) <= to && Number(last) >= from;
  });
}
