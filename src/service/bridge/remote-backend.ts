import { callingBackend } from '../client/calling-backend.ts';
import type { Backend } from '../contract/backend.ts';
import { bridgeTimeout } from './bridge-calls.ts';
import { machineFeed } from './machine-feed.ts';
import type { RemoteMachine } from './remote-machine.ts';

/** Longest wait until another machine has forgotten a dry run, in ms. */
const CLOSE_MS = 40_000;

/**
 * Returns the backend of another machine, whose netsh finds the service or the table file there, and starts the service
 * where needed. `on` is 0, or the number of a dry run there.
 */
export function remoteBackend(machine: RemoteMachine, on: number): Backend {
  return callingBackend({
    async call(name, args) {
      const link = await machine.connect('telling');
      return await link.call(name, { on, args, timeoutMs: bridgeTimeout(name, args) });
    },
    feed: (options) => machineFeed(machine, on, options),
    async close() {
      // A link that has ended has forgotten its dry runs; the link itself outlives its backends.
      if (on === 0 || !machine.isConnected) return;
      const link = await machine.connect('telling');
      await link.call('close', { on, args: undefined, timeoutMs: CLOSE_MS }).catch(() => {});
    },
  });
}
