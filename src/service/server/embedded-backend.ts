import { pause } from '../../async/pause.ts';
import { type HomePaths, prepareHome } from '../../store/home.ts';
import { takeLock } from '../../store/lock.ts';
import { homeInUse } from '../client/acquire.ts';
import { callingBackend } from '../client/calling-backend.ts';
import { ControlClient } from '../client/control-client.ts';
import { ApiFault } from '../contract/service-error.ts';
import type { Backend } from '../contract/backend.ts';
import type { Args, CallName, Value } from '../contract/calls.ts';
import { storeServiceError } from '../contract/refusal.ts';
import { ServiceError } from '../contract/service-error.ts';
import { localFeed } from './local-feed.ts';
import { openLog } from './log.ts';
import { type RelayService, openRelayService } from './relay-service.ts';

/** Options of the embedded relay. */
export interface EmbeddedOptions {
  readonly paths: HomePaths;
  /** Version of the program. */
  readonly version: string;
  /** Gets sentences for standard error. */
  readonly onNotice: (text: string) => void;
}

/** Longest wait for the listeners before the first command, in ms. */
const FIRST_TRY_MS = 2000;

const EMBEDDED = `The relay runs inside a netsh shell (process ${process.pid}) and ends with it.`;

/** Opens a backend whose relay runs in this process. Throws a `ServiceError` (busy) while a service holds the home directory. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Backend> {
  try {
    return embeddedBackend(await openService(options));
  } catch (error) {
    throw storeServiceError(error);
  }
}

async function openService({ paths, version, onNotice }: EmbeddedOptions): Promise<RelayService> {
  prepareHome(paths);
  const lock = takeLock(paths.lock);
  if (!lock) throw homeInUse(paths, await holder(paths));
  const log = openLog(paths.log);
  const service = await openRelayService(lock, {
    paths,
    version,
    onNotice: (text) => log.line(text),
    refuseStop: EMBEDDED,
  });
  void service.ended.then(() => log.close());
  for (const text of service.notices) onNotice(text);
  // Entries are brought up before the first command, but a slow name does not hold the shell up.
  await Promise.race([service.core.start(), pause(FIRST_TRY_MS)]);
  return service;
}

function embeddedBackend({ handlers, feed, fleetFeed, shutdown, ended }: RelayService): Backend {
  return callingBackend({
    async call<Name extends CallName>(name: Name, args: Args<Name>): Promise<Value<Name>> {
      try {
        return await handlers[name](args);
      } catch (error) {
        throw error instanceof ApiFault ? new ServiceError('busy', error.message, error) : error;
      }
    },
    feed: (options) => localFeed(options.of === 'fleet' ? fleetFeed : feed, options),
    async close() {
      await shutdown(0);
      await ended;
    },
  });
}

/** Returns the process that holds a home directory, if it answers. */
async function holder(paths: HomePaths): Promise<number | undefined> {
  const control = new ControlClient(paths);
  try {
    const answer = await control.call('status', undefined);
    return typeof answer === 'string' ? undefined : answer.value.pid;
  } finally {
    control.close();
  }
}
