import { DEFAULT_RELAY_LIMITS } from './limits.ts';
import { startWorker } from './plane-host.ts';
import type { LivingRelay } from './living-relay.ts';
import type { RelayLimits } from './relay.ts';
import { type StartPlane, ThreadRelay } from './thread-relay.ts';

/** The settings of a relay; each has a default. */
export interface RelayOptions {
  readonly limits?: Partial<RelayLimits> | undefined;
  /** Starts a data plane, by default in a worker thread; called again after a crash, with what the one that crashed has left. */
  readonly startPlane?: StartPlane | undefined;
}

/** Starts a relay without entries; resolves when its data plane is ready. */
export async function createRelay({
  limits,
  startPlane = startWorker,
}: RelayOptions = {}): Promise<LivingRelay> {
  const relay = new ThreadRelay({ ...DEFAULT_RELAY_LIMITS, ...limits }, startPlane);
  await relay.ready;
  return relay;
}
