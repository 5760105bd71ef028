import type { IpVersion } from '../family.ts';
import { MAX_TARGETS_TEXT, type Target, parseTargets } from '../targets.ts';
import type { Kind } from './kind.ts';

/** Targets to connect to, by IP version: one address or name, or a list with commas. */
export const TARGETS: Readonly<Record<IpVersion, Kind<readonly [Target, ...Target[]]>>> = {
  4: targets(4),
  6: targets(6),
};

function targets(version: IpVersion): Kind<readonly [Target, ...Target[]]> {
  return {
    usage: `<IPv${version} address>|<hostname>`,
    accepts: `an IPv${version} address or a host name, its port as connectport; or a list with commas, each with :port where it differs`,
    longest: MAX_TARGETS_TEXT,
    parse: (text) => parseTargets(text, version),
  };
}
