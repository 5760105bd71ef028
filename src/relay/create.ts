import { DEFAULT_RELAY_LIMITS } from './limits.ts';
import { type PlaneLink, startWorker } from './plane-host.ts';
import type { Relay, RelayLimits } from './relay.ts';
import { RemoteRelay } from './remote-relay.ts';

/** What a relay is made with; what is left out has a default. */
export interface RelayOptions {
  readonly limits?: Partial<RelayLimits> | undefined;
  /** Starts a data plane; by default one in a worker thread. Called again when one crashed. */
  readonly startPlane?: (() => PlaneLink) | undefined;
}

/** Starts a relay without entries, its data plane in a worker thread; resolves when it is ready. */
export async function createRelay({ limits, startPlane = startWorker }: RelayOptions = {}): Promise<Relay> {
  const relay = new RemoteRelay({ ...DEFAULT_RELAY_LIMITS, ...limits }, startPlane);
  await relay.ready;
  return relay;
}
