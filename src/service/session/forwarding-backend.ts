import { type Backend, type CallMethods, callMethods } from '../contract/backend.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';

/**
 * Returns a backend that passes every call on to the current one, which may still be opening: the call then waits, and
 * rejects where it could not be opened. `close` closes what was opened.
 */
export function forwardingBackend(
  current: () => Backend | Promise<Backend>,
  close: () => Promise<void>,
): Backend {
  return {
    ...callMethods(async (name, args) => {
      const methods: CallMethods = await current();
      return await methods[name](args);
    }),
    change: async (change, run) => await (await current()).change(change, run),
    flush() {
      void Promise.resolve(current()).then(
        (backend) => backend.flush(),
        () => {},
      );
    },
    async *feed(options: FeedOptions): AsyncGenerator<FeedMessage> {
      yield* (await current()).feed(options);
    },
    close,
  };
}
