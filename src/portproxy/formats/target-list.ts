import { literalVersion } from '../address.ts';
import type { IpVersion } from '../family.ts';
import { hostAndPort } from '../host-address.ts';
import { type Endpoint, fourNumbers } from './endpoint.ts';

/** A target as a reader finds it; `version` where the file tells that of a name. */
export interface FoundTarget extends Endpoint {
  readonly version?: IpVersion | undefined;
}

/** Targets as an entry holds them. */
export interface JoinedTargets {
  readonly connectAddress: string;
  readonly connectPort: string;
  readonly connects?: IpVersion | undefined;
}

/** So many targets an entry may have. */
const MOST = 32;

/**
 * Returns the connect side of an entry with these targets, with a range or else the port of the first as connectport; or why no entry has them,
 * as a full sentence. Ports are numbers or names, all of them present.
 */
export function joinTargets([first, ...others]: readonly [FoundTarget, ...FoundTarget[]]):
  | JoinedTargets
  | string {
  const all = [first, ...others].map(({ host, port, version }) => ({
    host: fourNumbers(host),
    port,
    version,
  }));
  const versions = new Set(all.map(({ host, version }) => version ?? literalVersion(host)));
  if (versions.has(4) && versions.has(6))
    return 'It has targets of IPv4 and of IPv6; an entry connects by one version.';
  const connects = versions.has(4) ? 4 : versions.has(6) ? 6 : undefined;
  // A target has one port of its own, so that a range is that of the others.
  const connectPort = all.find(({ port }) => port.includes('-'))?.port ?? first.port;
  if (others.length === 0) return { connectAddress: all[0]?.host ?? '', connectPort, connects };
  if (all.length > MOST) return `It has ${all.length} targets; an entry has at most ${MOST}.`;
  const texts = all.map(({ host, port }) => (port === connectPort ? host : hostAndPort(host, port)));
  if (new Set(texts.map((text) => text.toLowerCase())).size < texts.length) return 'It has one target twice.';
  return { connectAddress: texts.join(','), connectPort, connects };
}
