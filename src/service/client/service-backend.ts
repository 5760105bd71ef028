import type { HomePaths } from '../../store/home.ts';
import type { Backend } from '../contract/backend.ts';
import { type Args, type CallName, type Caller, type Value, callOf } from '../contract/calls.ts';
import type { FeedMessage, FeedOptions } from '../contract/feed.ts';
import { ServiceError } from '../contract/service-error.ts';
import { callingBackend } from './calling-backend.ts';
import { ControlClient } from './control-client.ts';
import type { Launcher } from './launch.ts';
import { storedEntries, storedRules } from './stored-entries.ts';

/** Where the service is, how to start it, and who hears of it. */
export interface ServiceBackendOptions {
  readonly paths: HomePaths;
  readonly launcher: Launcher;
  readonly onNotice: (text: string) => void;
}

/** A service that dies or leaves while it is asked is started again; one that does so at every try is a fault. */
const TRIES = 5;

/** Returns the backend of the service of a home directory; while none runs, it reads the table file. */
export function serviceBackend(options: ServiceBackendOptions): Backend {
  const client = new ServiceClient(options);
  return callingBackend({
    call: (name, args) => client.call(name, args),
    async *feed(how: FeedOptions): AsyncGenerator<FeedMessage> {
      const { serviceFeed } = await import('./service-feed.ts');
      yield* serviceFeed(options.paths, how);
    },
    close: async () => client.close(),
  });
}

/** Calls that are answered from the files of the home directory while no service runs. */
const FROM_FILES: ReadonlySet<CallName> = new Set(['entries', 'rules']);

/** Calls the service of a home directory, and starts it for the calls that need one. */
class ServiceClient {
  readonly #options: ServiceBackendOptions;
  readonly #control: ControlClient;
  #starting: Promise<void> | undefined;

  constructor(options: ServiceBackendOptions) {
    this.#options = options;
    this.#control = new ControlClient(options.paths);
  }

  readonly call: Caller = async <Name extends CallName>(
    name: Name,
    args: Args<Name>,
  ): Promise<Value<Name>> => {
    const { stopped, again, isOnce } = callOf(name);
    let hasEnded = false;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const answer = await this.#control.call(name, args);
      if (answer === 'lost') {
        if (again === false || isOnce?.(args)) throw unreachable();
        hasEnded = true;
      } else if (answer !== 'absent') return hasEnded && again ? again(answer.value) : answer.value;
      else if (stopped && !(this.#options.paths.isShared && FROM_FILES.has(name))) {
        return stopped({
          home: this.#options.paths.home,
          entries: this.#stored,
          rules: this.#storedRules,
          hasEnded,
        });
      } else await this.#start();
    }
    throw unreachable();
  };

  close(): void {
    this.#control.close();
  }

  #start(): Promise<void> {
    this.#starting ??= this.#launch().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #launch(): Promise<void> {
    const { launchService } = await import('./launch.ts');
    const { paths, launcher, onNotice } = this.#options;
    const { started, pid, notices } = await launchService(launcher, paths);
    if (started) onNotice(`The relay service was started in the background (process ${pid}).`);
    for (const text of notices) onNotice(text);
  }

  readonly #storedRules = () => storedRules(this.#options.paths, this.#options.onNotice);

  /** Files of the system's table belong to its relay alone. */
  readonly #stored = () =>
    this.#options.paths.isShared ? [] : storedEntries(this.#options.paths, this.#options.onNotice);
}

function unreachable(): ServiceError {
  return new ServiceError('unreachable', 'The relay service ends at every request. Its log may say why.');
}
