import type { Judge } from '../../firewall/judge.ts';
import type { Flow, NewClient } from '../datagrams.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { SessionTarget } from './session-target.ts';

/** How an ending is counted that rules made. */
export const DENIED = 'denied';

/** Judges the first datagram of a client. Returns whether rules deny it. */
export function deniesClient(
  rules: EnforcedRules,
  entry: EntryRecord,
  localPort: number,
  client: NewClient,
): boolean {
  const { inbound } = rules;
  if (inbound === undefined) return false;
  const { address, port } = client.remote();
  const denial = inbound({
    protocol: 'udp',
    localPort,
    remoteAddress: address,
    remotePort: port,
    localAddress: () => client.localAddress(),
  });
  if (denial) rules.deniedClient(entry, denial, address);
  return denial !== undefined;
}

/** Judges a target before anything is sent there. Returns whether rules deny it. */
export function deniesDialling(rules: EnforcedRules, entry: EntryRecord, target: SessionTarget): boolean {
  return rules.dialling !== undefined && deniesTarget(rules.dialling, rules, entry, target, undefined);
}

/** Judges a target where the address of this end matters, which is known now. Returns whether rules deny it. */
export function deniesReached(
  rules: EnforcedRules,
  entry: EntryRecord,
  target: SessionTarget,
  flow: Flow,
): boolean {
  const { dialling, outbound } = rules;
  return (
    outbound !== dialling && outbound !== undefined && deniesTarget(outbound, rules, entry, target, flow)
  );
}

/** Judges a session anew after rules have changed. Returns whether they deny its client or its target now. */
export function isDeniedNow(
  rules: EnforcedRules,
  entry: EntryRecord,
  localPort: number,
  flow: Flow,
  target: SessionTarget | undefined,
): boolean {
  const denial = rules.inbound?.({
    protocol: 'udp',
    localPort,
    remoteAddress: flow.remoteAddress,
    remotePort: flow.remotePort,
    localAddress: () => flow.localAddress,
  });
  if (denial) {
    rules.deniedClient(entry, denial, flow.remoteAddress);
    return true;
  }
  const { outbound } = rules;
  if (outbound === undefined || target?.address === undefined) return false;
  return deniesTarget(outbound, rules, entry, target, flow);
}

function deniesTarget(
  judge: Judge,
  rules: EnforcedRules,
  entry: EntryRecord,
  { address = '', port, text }: SessionTarget,
  flow: Flow | undefined,
): boolean {
  const denial = judge({
    protocol: 'udp',
    localPort: 0,
    remoteAddress: address,
    remotePort: port,
    localAddress: () => flow?.sourceAddress(),
  });
  if (denial) rules.deniedTarget(entry, denial, text);
  return denial !== undefined;
}
