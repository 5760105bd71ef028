import { parseListenAddress } from '../src/portproxy/address.ts';
import { connectVersion, listenVersion } from '../src/portproxy/family.ts';
import { hasSeveralTargets, parseTargets } from '../src/portproxy/targets.ts';
import type { ListedEntry } from '../src/service/contract/status.ts';
import type { EntryNames, ResolvedName } from '../src/relay/relay.ts';
import { ageText } from './layout.ts';

/** A side of an entry that is a name, with its last resolution. */
export interface NamedSide {
  readonly side: 'listen' | 'connect';
  readonly name: string;
  readonly resolved: ResolvedName | undefined;
  /** The time of the entry's last failed connection, ms since 1970; unknown of one name of several targets. */
  readonly failedAt: number | undefined;
}

/** Returns the sides of an entry that are names. */
export function namedSides({ family, listenAddress, connectAddress, counters }: ListedEntry): NamedSide[] {
  const listen = parseListenAddress(listenAddress, listenVersion(family));
  const connect = parseTargets(connectAddress, connectVersion(family));
  const sides: NamedSide[] = [];
  if (listen.ok && listen.value.kind === 'name') {
    sides.push({
      side: 'listen',
      name: listenAddress,
      resolved: counters?.names?.listen,
      failedAt: undefined,
    });
  }
  const failedAt = hasSeveralTargets(connectAddress) ? undefined : counters?.lastError?.at;
  for (const { address } of connect.ok ? connect.value : []) {
    if (address.kind !== 'name') continue;
    sides.push({
      side: 'connect',
      name: address.text,
      resolved: answerFor(address.text, counters?.names),
      failedAt,
    });
  }
  return sides;
}

/** Returns the last answer for the name of a target. */
function answerFor(name: string, names: EntryNames | undefined): ResolvedName | undefined {
  const { connect, others = [] } = names ?? {};
  return [connect, ...others].find((resolved) => resolved?.name.toLowerCase() === name.toLowerCase());
}

/** Says to which addresses a name was resolved, and how long ago; `now` in ms since 1970. */
export function resolvedText({ side, resolved, failedAt }: NamedSide, now: number): string {
  if (resolved) return `${resolved.addresses.join(', ')}, resolved ${ageText(now - resolved.at)} ago`;
  // A connection fails before its name is resolved only because of the name.
  if (failedAt !== undefined) return `could not be resolved ${ageText(now - failedAt)} ago`;
  return side === 'connect' ? 'not resolved yet; the first connection does that' : 'not resolved yet';
}
