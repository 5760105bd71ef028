import type { EndReason } from './relay.ts';

/** The key under which an end is counted: `by phase how`, such as `client data closed`. */
export function endKey({ by, phase, how }: EndReason): string {
  return `${by} ${phase} ${how}`;
}

/** Error codes by which a socket says that the other end reset the connection. */
const RESETS = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ENOTCONN', 'EINVAL']);

/** How an established connection failed: reset by its end, or given up by the system for the code that it names. */
export function failureReason(
  by: 'client' | 'backend',
  phase: EndReason['phase'],
  code: string | undefined,
): EndReason {
  // Keep-alive probes without an answer end in ETIMEDOUT: nobody at that end decided it.
  if (code === 'ETIMEDOUT') return { by: 'timeout', phase, how: code };
  return { by, phase, how: code === undefined || RESETS.has(code) ? 'reset' : code };
}
