import type { Judge } from '../../firewall/judge.ts';
import type { EnforcedRules } from '../entries/enforced-rules.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { AcceptedConnection, Side } from '../transport.ts';
import type { Attempts } from './attempts.ts';

/** How an ending is counted that rules made. */
export const DENIED = 'denied';

/**
 * Judges a connection that was accepted, before anything is dialled. Returns whether it was reset: rules deny it, or it is
 * gone already, so that nobody knows whose it was.
 */
export function turnsAway(
  rules: EnforcedRules,
  accepted: AcceptedConnection,
  entry: EntryRecord,
  localPort: number,
): boolean {
  const { inbound } = rules;
  if (inbound === undefined) return false;
  const remote = accepted.remote();
  const denial =
    remote &&
    inbound({
      protocol: 'tcp',
      localPort,
      remoteAddress: remote.address,
      remotePort: remote.port,
      localAddress: () => accepted.localAddress(),
    });
  if (remote && !denial) return false;
  accepted.reset();
  if (denial) rules.deniedClient(entry, denial, remote.address);
  return true;
}

/** Judges a target that is to be dialled. Returns whether rules deny it. */
export function deniesDialling(rules: EnforcedRules, entry: EntryRecord, attempts: Attempts): boolean {
  return rules.dialling !== undefined && deniesTarget(rules.dialling, rules, entry, attempts, undefined);
}

/** Judges a target that was dialled, where the address of this end matters. Returns whether rules deny it. */
export function deniesReached(
  rules: EnforcedRules,
  entry: EntryRecord,
  attempts: Attempts,
  reached: Side,
): boolean {
  const { dialling, outbound } = rules;
  return (
    outbound !== dialling && outbound !== undefined && deniesTarget(outbound, rules, entry, attempts, reached)
  );
}

function deniesTarget(
  judge: Judge,
  rules: EnforcedRules,
  entry: EntryRecord,
  { address = '', port, text }: Attempts,
  reached: Side | undefined,
): boolean {
  const denial = judge({
    protocol: 'tcp',
    localPort: 0,
    remoteAddress: address,
    remotePort: port,
    localAddress: () => reached?.localAddress(),
  });
  if (denial) rules.deniedTarget(entry, denial, text);
  return denial !== undefined;
}

/** Judges a connection anew after rules have changed. Returns whether they deny its client or its target now. */
export function isDeniedNow(
  rules: EnforcedRules,
  entry: EntryRecord,
  client: Side,
  attempts: Attempts,
  reached: Side | undefined,
): boolean {
  const { remoteAddress } = client;
  const { outbound } = rules;
  const denial =
    remoteAddress === undefined
      ? undefined
      : rules.inbound?.({
          protocol: 'tcp',
          localPort: attempts.listenPort,
          remoteAddress,
          remotePort: client.remotePort ?? 0,
          localAddress: () => client.localAddress(),
        });
  if (remoteAddress !== undefined && denial) {
    rules.deniedClient(entry, denial, remoteAddress);
    return true;
  }
  // A target that is being dialled; without an address it is judged when it has one.
  if (reached === undefined) return attempts.address !== undefined && deniesDialling(rules, entry, attempts);
  return outbound !== undefined && deniesTarget(outbound, rules, entry, attempts, reached);
}
