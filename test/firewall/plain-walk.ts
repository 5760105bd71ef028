import { BlockList, isIP } from 'node:net';
import { inactiveReason } from '../../src/firewall/inactive-reason.ts';
import type { Question } from '../../src/firewall/judge.ts';
import type { FirewallRule, Rulebook } from '../../src/firewall/rule.ts';

/** Says by a walk over all rules, with Node's block lists for addresses, what denies an inbound connection. */
export function walk({ rules, policies }: Rulebook, subnets: readonly string[], question: Question): string {
  const counting = rules.filter(
    (rule) =>
      rule.enabled &&
      rule.direction === 'in' &&
      inactiveReason(rule) === undefined &&
      (rule.protocol === 'any' || rule.protocol === question.protocol),
  );
  const deciding = counting.filter((rule) => holds(rule, subnets, question));
  const blocking = deciding.find(({ action }) => action === 'block');
  if (blocking) return `block ${blocking.name}`;
  if (deciding.length > 0) return 'allowed';
  const list = counting.find(
    ({ action, localPort }) =>
      action !== 'block' && localPort !== 'any' && hasPort(localPort, question.localPort),
  );
  if (list) return `allow list ${list.name}`;
  return policies.public.inbound === 'blockinbound' ? 'policy blockinbound' : 'allowed';
}

function holds(rule: FirewallRule, subnets: readonly string[], question: Question): boolean {
  return (
    hasPort(rule.localPort, question.localPort) &&
    hasPort(rule.remotePort, question.remotePort) &&
    hasAddress(rule.localIp, subnets, question.localAddress() ?? '') &&
    hasAddress(rule.remoteIp, subnets, String(question.remoteAddress))
  );
}

function hasPort(list: string, port: number): boolean {
  if (list === 'any') return true;
  return list.split(',').some((item) => {
    const [from, to = from] = item.split('-');
    return Number(from) <= port && port <= Number(to);
  });
}

function hasAddress(list: string, subnets: readonly string[], address: string): boolean {
  if (list === 'any') return true;
  return list.split(',').some((item) => {
    if (item === 'localsubnet') return subnets.some((subnet) => inItem(subnet, address));
    return /^[a-z]+$/.test(item) ? false : inItem(item, address);
  });
}

function inItem(item: string, address: string): boolean {
  // Node also finds IPv4 addresses in networks of IPv6 that hold the mapped ones.
  if (isIP(address) === 4 && item.includes(':') && !item.startsWith('::ffff:')) return false;
  const known = new BlockList();
  const family = (text: string): 'ipv4' | 'ipv6' => (isIP(text) === 4 ? 'ipv4' : 'ipv6');
  const [from = '', to] = item.split('-');
  const [base = '', length] = item.split('/');
  if (length !== undefined) known.addSubnet(base, Number(length), family(base));
  else if (to === undefined) known.addAddress(base, family(base));
  else known.addRange(from, to, family(from));
  return known.check(address, family(address));
}
