import { isUnknown } from './conditions/condition-spans.ts';
import type { FirewallRule } from './rule.ts';

/** Says in a full sentence why a relay cannot judge a rule, so that it counts for nothing; undefined where it can. */
export function inactiveReason(rule: FirewallRule): string | undefined {
  const known = REASONS.get(rule);
  if (known !== undefined) return known.reason;
  const reason = reasonOf(rule);
  REASONS.set(rule, { reason });
  return reason;
}

/** Rules do not change, and each is asked about often. */
const REASONS = new WeakMap<FirewallRule, { readonly reason: string | undefined }>();

function reasonOf(rule: FirewallRule): string | undefined {
  const { program, service, interfaceType, security, remoteComputerGroup, remoteUserGroup, protocol } = rule;
  if (isGiven(program)) return 'A relay does not see which program connects (program).';
  if (isGiven(service)) return 'A relay does not see which service connects (service).';
  if (isGiven(interfaceType)) return 'A relay does not see the type of an interface (interfacetype).';
  if (security !== undefined && security.toLowerCase() !== 'notrequired') {
    return 'A relay does not see whether a connection is secured (security).';
  }
  if (remoteComputerGroup !== undefined) return 'A relay does not see groups of computers (rmtcomputergrp).';
  if (remoteUserGroup !== undefined) return 'A relay does not see groups of users (rmtusrgrp).';
  if (protocol !== 'any' && protocol !== 'tcp' && protocol !== 'udp') {
    return `A relay forwards tcp and udp, not ${protocol}.`;
  }
  return unknownWords(rule);
}

/** Says which condition means nothing here, or is not known when a relay has to decide. */
function unknownWords({ direction, localIp, remoteIp, localPort, remotePort }: FirewallRule) {
  if (direction === 'out' && localPort !== 'any') {
    return 'A relay does not choose the port from which it connects (localport with dir=out).';
  }
  const lists = { localip: localIp, remoteip: remoteIp, localport: localPort, remoteport: remotePort };
  for (const [tag, list] of Object.entries(lists)) {
    if (isUnknown(list)) return `A relay does not know what ${list} means on this system (${tag}).`;
  }
  return undefined;
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== 'any';
}
