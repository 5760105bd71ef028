import { type Backend, callMethods } from '../contract/backend.ts';
import type { Caller } from '../contract/calls.ts';
import type { Feed } from '../contract/feed.ts';
import { ChangeQueue } from './change-queue.ts';

/** The end of a backend that does the work: the service, the embedded relay, or another machine. */
export interface BackendEnd {
  readonly call: Caller;
  readonly feed: Feed;
  readonly close: () => Promise<void>;
}

/** Returns a backend that sends every call to one end, changes in batches. */
export function callingBackend({ call, feed, close }: BackendEnd): Backend {
  const queue = new ChangeQueue((changes, stopAtFirst) => call('changes', { changes, stopAtFirst }));
  return {
    ...callMethods(call),
    change: (change, run) => queue.add(change, run),
    flush: () => queue.flush(),
    feed,
    close,
  };
}
