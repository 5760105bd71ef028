import type { Change } from '../../portproxy/table.ts';
import type { ConnectionInfo } from '../../relay/relay.ts';
import { type HomePaths, prepareHome } from '../../store/home.ts';
import { takeLock } from '../../store/lock.ts';
import { homeInUse } from '../client/acquire.ts';
import { PATHS } from '../contract/api.ts';
import type { Backend, ChangeRun } from '../contract/backend.ts';
import { ServiceError } from '../contract/service-error.ts';
import type { ListedEntry, RelayStatus } from '../contract/status.ts';
import type { ChangeResult } from '../../portproxy/changes/results.ts';
import { ChangeQueue } from '../client/change-queue.ts';
import { ControlClient } from '../client/control-client.ts';
import { localFeed } from './local-feed.ts';
import { type Host, openHost } from './relay-service.ts';
import { openLog } from './log.ts';
import { pause } from '../../async/pause.ts';
import { storeServiceError } from '../contract/refusal.ts';

/** What the embedded relay needs. */
export interface EmbeddedOptions {
  readonly paths: HomePaths;
  readonly version: string;
  readonly onNotice: (text: string) => void;
}

/** Longest wait for the listeners before the first command, in ms. */
const FIRST_TRY_MS = 2000;

const EMBEDDED = `The relay runs inside a netsh shell (process ${process.pid}) and ends with it.`;

/** Hosts the relay in this process. Throws a `ServiceError` (busy) while a service holds the home directory. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Backend> {
  try {
    return embeddedBackend(await host(options));
  } catch (error) {
    throw storeServiceError(error);
  }
}

async function host({ paths, version, onNotice }: EmbeddedOptions): Promise<Host> {
  prepareHome(paths);
  const lock = takeLock(paths.lock);
  if (!lock) throw homeInUse(paths, await holder(paths));
  const log = openLog(paths.log);
  const host = await openHost(lock, {
    paths,
    version,
    onNotice: (text) => log.line(text),
    refuseStop: EMBEDDED,
  });
  void host.ended.then(() => log.close());
  for (const text of host.notices) onNotice(text);
  // Entries are brought up before the first command, but a slow name does not hold the shell up.
  await Promise.race([host.core.start(), pause(FIRST_TRY_MS)]);
  return host;
}

function embeddedBackend(host: Host): Backend {
  const queue = new ChangeQueue((changes, stopAtFirst) => host.core.change(changes, stopAtFirst));
  return {
    entries: ({ counters = false } = {}): Promise<readonly ListedEntry[]> => host.core.entries(counters),
    change: (change: Change, run?: ChangeRun): Promise<ChangeResult> => queue.add(change, run),
    transaction: (transaction) => host.core.transaction(transaction),
    flush: () => queue.flush(),
    status: () => Promise.resolve(host.status()),
    connections: (): Promise<readonly ConnectionInfo[]> => host.core.connections(),
    feed: (options) => localFeed(host.feed, options),
    kill: (filter) => host.core.kill(filter),
    setMetrics: (wish) => host.metrics.change(wish),
    start: () => Promise.resolve(host.status()),
    stop: () => Promise.reject(new ServiceError('busy', EMBEDDED)),
    async close() {
      await host.shutdown(0);
      await host.ended;
    },
  };
}

async function holder(paths: HomePaths): Promise<number | undefined> {
  const control = new ControlClient(paths);
  try {
    return (await control.get<RelayStatus>(PATHS.status))?.pid;
  } finally {
    control.close();
  }
}
