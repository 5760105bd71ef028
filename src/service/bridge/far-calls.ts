import { FEED_INTERVAL_MS, MAX_CHANGES, MAX_DRAIN_MS } from '../contract/api.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import { ServiceError } from '../contract/service-error.ts';
import type { Transaction } from '../../portproxy/changes/results.ts';
import { parseWish } from '../contract/parse-metrics.ts';
import { parseTransaction } from '../contract/parse-body.ts';
import { parseChange } from '../contract/parse-change.ts';
import { isRecord } from '../../portproxy/entry-json.ts';
import { parseFilter } from '../contract/parse-filter.ts';
import { FarFeeds } from './far-feeds.ts';
import type { CallName, Calls, Request } from './messages.ts';

/** How each call is carried out; its arguments are checked by shape here, and by value where they are applied. */
type Handlers = {
  readonly [K in CallName]: (backend: Backend, args: unknown, on: number) => Promise<Calls[K]['value']>;
};

/** The calls of a bridge, carried out on this machine. */
export class FarCalls {
  readonly #open: (mode: 'live' | 'check') => Backend;
  readonly #backends = new Map<number, Backend>();
  readonly #feeds = new FarFeeds();
  readonly #handlers: Handlers = {
    entries: (backend, args) => backend.entries({ counters: isRecord(args) && args['counters'] === true }),
    changes,
    transaction: (backend, args) => backend.transaction(transactionOf(args)),
    status: (backend) => backend.status(),
    connections: (backend) => backend.connections(),
    kill: (backend, args) => backend.kill(parseFilter(args) ?? malformed()),
    setMetrics: (backend, args) => backend.setMetrics(parseWish(args) ?? malformed()),
    start: (backend) => backend.start(),
    stop: (backend, args) => backend.stop(numberOf(args, 'drainMs', MAX_DRAIN_MS)),
    feed: async (backend, args) =>
      this.#feeds.open(
        (options) => backend.feed(options),
        numberOf(args, 'intervalMs', FEED_INTERVAL_MS.most),
      ),
    next: (_backend, args) => this.#feeds.next(numberOf(args, 'feed', Number.MAX_SAFE_INTEGER)),
    endFeed: async (_backend, args) => {
      this.#feeds.end(numberOf(args, 'feed', Number.MAX_SAFE_INTEGER));
      return null;
    },
    close: async (backend, _args, on) => {
      this.#backends.delete(on);
      await backend.close();
      return null;
    },
  };

  constructor(open: (mode: 'live' | 'check') => Backend) {
    this.#open = open;
  }

  /** Carries a call out; rejects with a `ServiceError`. */
  async take({ on, call, args }: Request): Promise<unknown> {
    if (!isCall(call, this.#handlers)) {
      throw new ServiceError('version', `This netsh does not know the call ${call}.`);
    }
    return await this.#handlers[call](this.#backendOf(on), args, on);
  }

  /** Ends every live feed. */
  endFeeds(): void {
    this.#feeds.close();
  }

  /** Lets go of everything. */
  async close(): Promise<void> {
    for (const backend of this.#backends.values()) await backend.close();
  }

  #backendOf(on: number): Backend {
    const known = this.#backends.get(on);
    if (known) return known;
    const opened = this.#open(on === 0 ? 'live' : 'check');
    this.#backends.set(on, opened);
    return opened;
  }
}

async function changes(backend: Backend, args: unknown): Promise<Calls['changes']['value']> {
  const list = isRecord(args) && Array.isArray(args['changes']) ? args['changes'] : malformed();
  if (list.length > MAX_CHANGES) malformed();
  const parsed = list.map((each) => parseChange(each) ?? malformed());
  const run: ChangeRun | undefined =
    isRecord(args) && args['stopAtFirst'] === true ? { failed: false } : undefined;
  const results = Promise.all(parsed.map((change) => backend.change(change, run)));
  backend.flush();
  return await results;
}

function transactionOf(args: unknown): Transaction {
  try {
    return parseTransaction(args);
  } catch {
    return malformed();
  }
}

function isCall(name: string, handlers: Handlers): name is CallName {
  return Object.hasOwn(handlers, name);
}

function numberOf(args: unknown, name: string, most: number): number {
  const value = isRecord(args) ? args[name] : undefined;
  return typeof value === 'number' && value >= 0 && value <= most ? value : malformed();
}

function malformed(): never {
  throw new ServiceError(
    'protocol',
    'The netsh at the other end asks for what this netsh does not understand.',
  );
}
