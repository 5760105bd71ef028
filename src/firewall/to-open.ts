import { inactiveReason } from './inactive-reason.ts';
import type { FirewallRule } from './rule.ts';

/** Ports of this machine that a rule means clients of other machines to reach. */
export interface PortsToOpen {
  readonly protocol: 'tcp' | 'udp';
  readonly ports: readonly string[];
}

/** Returns the ports that the firewall of the system has to let through as well; undefined for rules that open none. */
export function portsToOpen(rule: FirewallRule): PortsToOpen | undefined {
  const { direction, action, enabled, protocol, localIp, localPort } = rule;
  if (direction !== 'in' || action === 'block' || !enabled || localPort === 'any') return undefined;
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  if (isOfThisMachine(localIp) || isOfThisMachine(rule.remoteIp)) return undefined;
  return inactiveReason(rule) === undefined ? { protocol, ports: localPort.split(',') } : undefined;
}

/** Whether all addresses of a list are loopback, which no firewall drops. */
function isOfThisMachine(addresses: string): boolean {
  return addresses.split(',').every((one) => one.startsWith('127.') || one === '::1');
}
