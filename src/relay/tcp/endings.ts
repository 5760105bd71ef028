import type { EndReason, EntryLimits } from '../relay.ts';
import type { SideName } from '../transport.ts';

/** Error codes of a socket whose other end reset the connection. */
const RESETS = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN', 'EINVAL']);

/** Returns why an established connection failed: reset by this end, or ended by the system with an error code. */
export function failureReason(by: SideName, phase: EndReason['phase'], code: string | undefined): EndReason {
  // Unanswered keep-alive probes end in ETIMEDOUT; the other end did not decide it.
  if (code === 'ETIMEDOUT') return { by: 'timeout', phase, how: code };
  return { by, phase, how: code === undefined || RESETS.has(code) ? 'reset' : code };
}

/** Returns whether a timeout is over for a connection on which nothing has moved for `quietMs`. */
export function isTooQuiet(quietMs: number, limits: EntryLimits, phase: EndReason['phase']): boolean {
  return (
    isOver(quietMs, limits.idleTimeoutMs) ||
    (phase === 'half-closed' && isOver(quietMs, limits.halfCloseTimeoutMs))
  );
}

/** Whether a time is over its limit; 0 is no limit. */
function isOver(ms: number, limit: number): boolean {
  return limit > 0 && ms >= limit;
}
