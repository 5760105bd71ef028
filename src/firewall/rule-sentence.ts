import { inactiveReason } from './inactive-reason.ts';
import type { FirewallRule } from './rule.ts';

/** Says in full sentences what a rule does once it is there. */
export function ruleSentence(rule: FirewallRule): string {
  const { name, enabled, direction, action, protocol, localPort } = rule;
  const reason = inactiveReason(rule);
  if (reason !== undefined) return `Stores the rule ${name}, which is inactive. ${reason}`;
  if (!enabled) return `Stores the rule ${name}, which is disabled.`;
  if (direction === 'out') {
    const target = placeOf(rule.remoteIp, rule.remotePort, protocol);
    return action === 'block'
      ? `Keeps the relay from connecting to ${target}.`
      : `Lets the relay connect to ${target}, where the policy blocks others.`;
  }
  const clients = rule.remoteIp === 'any' ? 'every client' : `clients from ${rule.remoteIp}`;
  const from = rule.remotePort === 'any' ? clients : `${clients} with port ${rule.remotePort}`;
  const place = placeOf(rule.localIp, localPort, protocol);
  if (action === 'block') return `Keeps ${from} from connecting to ${place}.`;
  const only = localPort === 'any' ? '' : ' Nobody else may, unless another rule allows it.';
  return `Lets ${from} connect to ${place}.${only}`;
}

function placeOf(address: string, port: string, protocol: string): string {
  const kind = protocol === 'any' ? '' : `${protocol} `;
  const ports =
    port === 'any' ? `every ${kind}port` : `${kind}${/[-,]/.test(port) ? 'ports' : 'port'} ${port}`;
  return address === 'any' ? ports : `${ports} of ${address}`;
}
