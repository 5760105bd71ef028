import { createRelay } from '../../relay/create.ts';
import type { HomePaths } from '../../store/home.ts';
import type { Lock } from '../../store/lock.ts';
import { type Settings, openSettings } from '../../store/settings.ts';
import { openTableStore } from '../../store/table-store.ts';
import type { RelayStatus } from '../contract/status.ts';
import { openDoor } from './control-door.ts';
import { Core } from './core.ts';
import { controlEndpoints } from './endpoints.ts';
import { FeedPublisher } from './feed-publisher.ts';
import { Metrics } from '../metrics/metrics.ts';
import { isMetricsSetting } from '../contract/metrics-setting.ts';

/** How a process hosts the relay of a home directory. */
export interface HostOptions {
  readonly paths: HomePaths;
  /** Version of the program. */
  readonly version: string;
  /** Gets sentences for the log. */
  readonly onNotice: (text: string) => void;
  /** Told when the number of clients has changed. */
  readonly onClients?: (() => void) | undefined;
  /** Why clients may not end it; without it they may. */
  readonly refuseStop?: string | undefined;
}

/** The table, the relay and the control socket of a home directory, in this process. */
export interface Host {
  readonly core: Core;
  readonly feed: FeedPublisher;
  readonly metrics: Metrics;
  /** What was found wrong with the table when it was loaded. */
  readonly notices: readonly string[];
  /** Open control connections. */
  clients(): number;
  status(): RelayStatus;
  /** Takes no more changes, lets connections finish for at most `drainMs`, frees the home directory. */
  shutdown(drainMs: number): Promise<void>;
  /** Resolves after a shutdown, whoever asked for it. */
  readonly ended: Promise<void>;
}

/** Longest time for connections to finish where nobody gave one, in ms. */
const DRAIN_MS = 10_000;

/**
 * Hosts the relay under a lock that the caller has taken (and that is let go of in every case). Resolves when the
 * control socket is open; the entries are then being brought up. Throws a `StoreError`.
 */
export async function openHost(lock: Lock, options: HostOptions): Promise<Host> {
  try {
    return await open(lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function open(lock: Lock, options: HostOptions): Promise<Host> {
  const notices: string[] = [];
  const tell = (text: string): void => {
    notices.push(text);
    options.onNotice(text);
  };
  const [store, settings, relay] = await Promise.all([
    openTableStore(options.paths, tell),
    openSettings(options.paths, tell),
    createRelay(),
  ]);
  try {
    const core = new Core(store.load(), { store, relay, onNotice: options.onNotice });
    return { ...(await serve(lock, options, core, settings)), notices: [...notices] };
  } catch (error) {
    await relay.close(0);
    throw error;
  }
}

async function serve(
  lock: Lock,
  options: HostOptions,
  core: Core,
  settings: Settings,
): Promise<Omit<Host, 'notices'>> {
  const { paths, version, onNotice } = options;
  const startedAt = Date.now();
  const ended = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;

  const status = (entries = core.states()): RelayStatus => ({
    running: true,
    pid: process.pid,
    version,
    home: paths.home,
    uptimeMs: Date.now() - startedAt,
    entries,
    connections: core.connectionCount,
    transport: core.transport,
    writes: core.writes,
    metrics: metrics.status,
  });

  const kept = settings.get('metrics');
  const metrics = new Metrics({
    entries: () => core.entries(true),
    status,
    setting: isMetricsSetting(kept) ? kept : undefined,
    save: (setting) => settings.set('metrics', setting),
    onNotice,
  });
  const feed = new FeedPublisher({ core, status });

  const shutdown = (drainMs: number): Promise<void> => {
    stopping ??= free(drainMs);
    return stopping;
  };

  const endpoints = controlEndpoints({
    core,
    feed,
    metrics,
    status,
    isStopping: () => stopping !== undefined,
    stop: options.refuseStop ?? shutdown,
  });
  const door = await openDoor(paths, {
    program: version,
    endpoints,
    onNotice,
    onClients: options.onClients,
    onHomeGone() {
      onNotice(`The relay service ends: its home directory ${paths.home} was removed.`);
      void shutdown(DRAIN_MS);
    },
  });

  async function free(drainMs: number): Promise<void> {
    // Clients find no socket from here on, and a service that they start waits for the lock.
    door.withdraw();
    await core.close(drainMs);
    feed.close();
    metrics.close();
    lock.release();
    void door.close().then(ended.resolve);
  }

  await metrics.start();
  return { core, feed, metrics, clients: () => door.clients, status, shutdown, ended: ended.promise };
}
