import type { EndReason } from '../relay.ts';
import type { SideName } from '../transport.ts';

/** Error codes of a socket whose other end reset the connection. */
const RESETS = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN', 'EINVAL']);

/** Returns why an established connection failed: reset by this end, or ended by the system with an error code. */
export function failureReason(by: SideName, phase: EndReason['phase'], code: string | undefined): EndReason {
  // Unanswered keep-alive probes end in ETIMEDOUT; the other end did not decide it.
  if (code === 'ETIMEDOUT') return { by: 'timeout', phase, how: code };
  return { by, phase, how: code === undefined || RESETS.has(code) ? 'reset' : code };
}
