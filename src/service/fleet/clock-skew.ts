import type { ConnectionInfo } from '../../relay/relay.ts';

/** Clocks that differ by less are taken as equal, in ms: the way of a message takes time too. */
const TRIVIAL_MS = 1_000;

/** Returns what is to be added to the times of a machine whose clock tells `at` now, in ms. */
export function clockSkew(at: number): number {
  const skew = Date.now() - at;
  return Math.abs(skew) < TRIVIAL_MS ? 0 : skew;
}

/** Returns a connection of another machine with its times by the clock of this one. */
export function onThisClock<C extends ConnectionInfo & { readonly endedAt?: number }>(
  info: C,
  skew: number,
): C {
  if (skew === 0) return info;
  return {
    ...info,
    startedAt: info.startedAt + skew,
    lastActiveAt: info.lastActiveAt + skew,
    ...(info.endedAt !== undefined && { endedAt: info.endedAt + skew }),
  };
}
