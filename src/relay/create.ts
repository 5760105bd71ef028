import { DEFAULT_RELAY_LIMITS } from './limits.ts';
import { type PlaneLink, startWorker } from './plane-host.ts';
import type { Relay, RelayLimits } from './relay.ts';
import { ThreadRelay } from './thread-relay.ts';

/** The settings of a relay; each has a default. */
export interface RelayOptions {
  readonly limits?: Partial<RelayLimits> | undefined;
  /** Starts a data plane, by default in a worker thread; called again after a crash. */
  readonly startPlane?: (() => PlaneLink) | undefined;
}

/** Starts a relay without entries; resolves when its data plane is ready. */
export async function createRelay({ limits, startPlane = startWorker }: RelayOptions = {}): Promise<Relay> {
  const relay = new ThreadRelay({ ...DEFAULT_RELAY_LIMITS, ...limits }, startPlane);
  await relay.ready;
  return relay;
}
