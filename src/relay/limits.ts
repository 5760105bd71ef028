import type { EntryLimits, RelayEntry, RelayLimits } from './relay.ts';

/** The limits of an entry that sets none. */
const DEFAULT_ENTRY_LIMITS: EntryLimits = {
  connectTimeoutMs: 10_000,
  // A server may think for hours about what a client asked; keep-alive finds the dead long before.
  halfCloseTimeoutMs: 86_400_000,
  idleTimeoutMs: 0,
  keepAliveMs: 60_000,
  lingerTimeoutMs: 60_000,
  maxAgeMs: 0,
  headerTimeoutMs: 0,
};

/** Silence after which a session of UDP ends where its entry does not say otherwise: no datagram says that it is over. */
const UDP_IDLE_MS = 60_000;
/** The time for a PROXY protocol header, ms; less would be too little for one repetition of TCP (HAProxy's text of the protocol). */
const HEADER_TIMEOUT_MS = 3_000;

/** The limits of a relay that is given none. */
export const DEFAULT_RELAY_LIMITS: RelayLimits = {
  nameTtlMs: 10_000,
  poolBytes: 16 * 1024 * 1024,
};

/** So many connections that have ended are remembered, the newest. */
export const MAX_RECENT = 1_000;

const LONGEST_CHECK_MS = 1_000;
const SHORTEST_CHECK_MS = 20;

/** Returns all limits of an entry. */
export function limitsOf({ limits, protocol, acceptProxy }: RelayEntry): EntryLimits {
  return {
    ...DEFAULT_ENTRY_LIMITS,
    ...(protocol === 'udp' && { idleTimeoutMs: UDP_IDLE_MS }),
    ...(acceptProxy && { headerTimeoutMs: HEADER_TIMEOUT_MS }),
    ...limits,
  };
}

/** Returns how often timeouts are to be checked, ms: often enough for the shortest, seldom enough to cost nothing. */
export function checkPeriod(limits: EntryLimits): number {
  const timeouts = [
    limits.connectTimeoutMs,
    limits.halfCloseTimeoutMs,
    limits.idleTimeoutMs,
    limits.lingerTimeoutMs,
    limits.maxAgeMs,
    limits.headerTimeoutMs,
  ];
  const shortest = Math.min(...timeouts.filter((ms) => ms > 0));
  return Math.min(LONGEST_CHECK_MS, Math.max(SHORTEST_CHECK_MS, shortest / 8));
}
