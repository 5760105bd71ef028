import type { RelayLimits } from './relay.ts';

/** What holds where nothing else was asked for. */
export const DEFAULT_LIMITS: RelayLimits = {
  connectTimeoutMs: 10_000,
  // Long, because a slow reader may need minutes between two signs of progress that the relay can see.
  halfCloseTimeoutMs: 600_000,
  idleTimeoutMs: 0,
  keepAliveMs: 60_000,
  nameTtlMs: 10_000,
  poolBytes: 16 * 1024 * 1024,
};
