import { ApiFault } from '../contract/service-error.ts';
import type { Backend, CallMethods, ChangeRun, MethodName } from '../contract/backend.ts';
import { type Value, isCallName } from '../contract/calls.ts';
import { ServiceError } from '../contract/service-error.ts';
import {
  type BridgeArgs,
  type BridgeCallName,
  type BridgeValue,
  type OwnName,
  bridgeCallOf,
  isOwnName,
} from './bridge-calls.ts';
import { FarFeeds } from './far-feeds.ts';
import type { Request } from './messages.ts';

/** Carries out the calls of a bridge on this machine. */
export class ServedCalls {
  readonly #open: (mode: 'live' | 'check') => Backend;
  readonly #backends = new Map<number, Backend>();
  readonly #feeds = new FarFeeds();
  readonly #own: {
    readonly [Name in OwnName]: (args: BridgeArgs<Name>, on: number) => Promise<BridgeValue<Name>>;
  } = {
    feed: async ({ intervalMs }, on) => this.#feeds.open(this.#backendOf(on).feed, intervalMs),
    next: ({ feed }) => this.#feeds.next(feed),
    endFeed: async ({ feed }) => {
      this.#feeds.end(feed);
      return null;
    },
    close: async (_args, on) => {
      const backend = this.#backends.get(on);
      this.#backends.delete(on);
      await backend?.close();
      return null;
    },
  };

  /** `open` opens a backend of this machine, or a dry run of it. */
  constructor(open: (mode: 'live' | 'check') => Backend) {
    this.#open = open;
  }

  /** Carries out a call; resolves with its value, rejects with a `ServiceError`. */
  async take({ on, call, args }: Request): Promise<unknown> {
    if (isOwnName(call)) return await this.#takeOwn(call, args, on);
    if (!isCallName(call)) throw new ServiceError('version', `This netsh does not know the call ${call}.`);
    const backend = this.#backendOf(on);
    return call === 'changes'
      ? await change(backend, readArgs(call, args))
      : await carryOut(backend, call, args);
  }

  /** Ends every live feed. */
  endFeeds(): void {
    this.#feeds.close();
  }

  /** Lets go of every backend. */
  async close(): Promise<void> {
    for (const backend of this.#backends.values()) await backend.close();
  }

  #takeOwn<Name extends OwnName>(name: Name, args: unknown, on: number): Promise<BridgeValue<Name>> {
    return this.#own[name](readArgs(name, args), on);
  }

  #backendOf(on: number): Backend {
    const known = this.#backends.get(on);
    if (known) return known;
    const opened = this.#open(on === 0 ? 'live' : 'check');
    this.#backends.set(on, opened);
    return opened;
  }
}

function carryOut<Name extends MethodName>(
  methods: CallMethods,
  name: Name,
  args: unknown,
): Promise<Value<Name>> {
  return methods[name](readArgs(name, args));
}

async function change(
  backend: Backend,
  { changes, stopAtFirst }: BridgeArgs<'changes'>,
): Promise<Value<'changes'>> {
  const run: ChangeRun | undefined = stopAtFirst ? { failed: false } : undefined;
  const results = Promise.all(changes.map((each) => backend.change(each, run)));
  backend.flush();
  return await results;
}

function readArgs<Name extends BridgeCallName>(name: Name, args: unknown): BridgeArgs<Name> {
  try {
    return bridgeCallOf(name).args(args);
  } catch (error) {
    if (!(error instanceof ApiFault)) throw error;
    throw new ServiceError(
      'protocol',
      'This netsh does not understand a request of the netsh at the other end.',
      error,
    );
  }
}
