import type { EndReason, EntryLimits } from '../relay.ts';
import { monotonicNow } from '../common/wall-clock.ts';
import { DENIED } from './judging.ts';
import { PROBES, type Side, type SideName } from '../transport.ts';

/** Error codes of a socket whose other end reset the connection. */
const RESETS = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN', 'EINVAL']);

/** A backend's reset waits so long behind the last byte where the system does not tell what the client has, ms. */
const UNKNOWN_MS = 2_000;

/** Returns the code of a system's error, or the error as a text. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Returns how a connection ends whose last target failed with a code: a system's, or `DENIED`. */
export function connectEnding(code: string): EndReason {
  const by = code === DENIED ? 'netsh' : code === 'ETIMEDOUT' ? 'timeout' : 'backend';
  return { by, phase: 'connect', how: code };
}

/** Returns why an established connection failed: reset by this end, or ended by the system with an error code. */
export function failureReason(by: SideName, phase: EndReason['phase'], code: string | undefined): EndReason {
  // Unanswered keep-alive probes end in ETIMEDOUT; the other end did not decide it.
  if (code === 'ETIMEDOUT') return { by: 'timeout', phase, how: code };
  return { by, phase, how: code === undefined || RESETS.has(code) ? 'reset' : code };
}

/**
 * Returns the timeout that is over for a connection on which nothing has moved for `quietMs`: that of a client that takes
 * the last bytes of a backend that `isBroken`, or of silence.
 */
export function overdue(
  quietMs: number,
  limits: EntryLimits,
  phase: EndReason['phase'],
  isBroken: boolean,
): EndReason | undefined {
  if (isBroken && quietMs >= limits.lingerTimeoutMs) return failureReason('backend', phase, undefined);
  const isOverdue =
    isOver(quietMs, limits.idleTimeoutMs) ||
    (phase === 'half-closed' && isOver(quietMs, limits.halfCloseTimeoutMs));
  return isOverdue ? { by: 'timeout', phase, how: 'reset' } : undefined;
}

/** How an ending is counted of a connection that was as old as its entry allows. */
const MAX_AGE = 'maxage';

/** Lives of connections with consecutive ids lie evenly in the tenth below and above the limit: the golden ratio's part. */
const SPREAD = 0.618_033_988_749_895;

/**
 * Returns the ending of a connection that is older than `maxAgeMs`, give or take a tenth, so that connections which began
 * together do not end at once.
 */
export function outlived(
  {
    id,
    startedAt,
    phase,
  }: { readonly id: number; readonly startedAt: number; readonly phase: EndReason['phase'] },
  { maxAgeMs }: EntryLimits,
): EndReason | undefined {
  if (maxAgeMs === 0) return undefined;
  const longest = maxAgeMs * (0.9 + 0.2 * ((id * SPREAD) % 1));
  return monotonicNow() - startedAt < longest ? undefined : { by: 'timeout', phase, how: MAX_AGE };
}

/** Returns whether an end has acknowledged all that was written to it before `since`; nothing has moved for `idleMs`. */
export function hasAll(side: Side, since: number, idleMs: number): boolean {
  if (side.queued > 0) return false;
  const unsent = side.unsent(since);
  return unsent === undefined ? idleMs >= UNKNOWN_MS : unsent === 0;
}

/**
 * Returns the end that has vanished with bytes under way, by the measure of keep-alive: the system probes nobody while
 * it repeats bytes.
 */
export function silentSide(
  client: Side,
  backend: Side | undefined,
  { keepAliveMs }: EntryLimits,
): Side | undefined {
  if (keepAliveMs <= 0) return undefined;
  const longest = keepAliveMs + PROBES * 1_000;
  if (client.isSilent(longest)) return client;
  return backend?.isSilent(longest) ? backend : undefined;
}

/** Whether a time is over its limit; 0 is no limit. */
function isOver(ms: number, limit: number): boolean {
  return limit > 0 && ms >= limit;
}
