import { createRelay } from '../../relay/create.ts';
import { monotonicNow, wallClock } from '../../relay/common/wall-clock.ts';
import type { HomePaths } from '../../store/home.ts';
import type { Lock } from '../../store/lock.ts';
import { type Settings, openSettings } from '../../store/settings.ts';
import { openRulesStore, openTableStore } from '../../store/table-store.ts';
import type { RelayStatus } from '../contract/status.ts';
import { type CallHandlers, callHandlers } from './call-handlers.ts';
import { openControlListener } from './control-listener.ts';
import { Core } from './core.ts';
import { controlEndpoints } from './endpoints.ts';
import { FeedPublisher } from './feed-publisher.ts';
import { RuleKeeper } from './rule-keeper.ts';
import { watchProgram } from './program-file.ts';
import { Metrics } from '../metrics/metrics.ts';
import { isMetricsSetting } from '../contract/metrics-setting.ts';

/** How a process runs the relay of a home directory. */
export interface RelayServiceOptions {
  readonly paths: HomePaths;
  /** Version of the program. */
  readonly version: string;
  /** Gets sentences for the log. */
  readonly onNotice: (text: string) => void;
  /** Called when the number of clients has changed. */
  readonly onClients?: (() => void) | undefined;
  /** Called when the relay's worker has ended and an upgrade has replaced the program: another one must start. */
  readonly onOutdated?: (() => void) | undefined;
  /** Why clients may not end it, as a sentence; without one they may. */
  readonly refuseStop?: string | undefined;
}

/** The table, the relay and the control socket of a home directory, in this process. */
export interface RelayService {
  readonly core: Core;
  readonly handlers: CallHandlers;
  readonly feed: FeedPublisher;
  readonly metrics: Metrics;
  /** Faults of the table or settings that were found when they were loaded, as sentences. */
  readonly notices: readonly string[];
  /** Returns the number of open control connections. */
  clients(): number;
  /** Takes no more changes, lets connections finish for at most `drainMs`, releases the home directory. */
  readonly shutdown: (drainMs: number) => Promise<void>;
  /** Resolves when the service has ended, whoever asked for it. */
  readonly ended: Promise<void>;
}

/** Longest time for connections to finish when the home directory is gone, in ms. */
const DRAIN_MS = 10_000;

/**
 * Opens the relay service of a home directory under its lock, which the caller has taken and which is released in every
 * case. Resolves when the control socket is open; `core.start` then brings up the entries. Rejects with a `StoreError`.
 */
export async function openRelayService(lock: Lock, options: RelayServiceOptions): Promise<RelayService> {
  try {
    return await open(lock, options);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function open(lock: Lock, options: RelayServiceOptions): Promise<RelayService> {
  const notices: string[] = [];
  const tell = (text: string): void => {
    notices.push(text);
    options.onNotice(text);
  };
  const [store, rulesStore, settings, relay] = await Promise.all([
    openTableStore(options.paths, tell),
    openRulesStore(options.paths, tell),
    openSettings(options.paths, tell),
    createRelay(),
  ]);
  const isReplaced = watchProgram();
  try {
    const rules = new RuleKeeper(await rulesStore.load(), rulesStore, (rulebook) =>
      relay.setRulebook(rulebook),
    );
    const core = new Core(await store.load(), { store, rules, relay, onNotice: options.onNotice });
    relay.onEvent(({ kind }) => {
      if (kind === 'worker' && isReplaced()) options.onOutdated?.();
    });
    return { ...(await serve(lock, options, core, settings)), notices: [...notices] };
  } catch (error) {
    await relay.close(0);
    throw error;
  }
}

async function serve(
  lock: Lock,
  options: RelayServiceOptions,
  core: Core,
  settings: Settings,
): Promise<Omit<RelayService, 'notices'>> {
  const { paths, version, onNotice } = options;
  const startedAt = monotonicNow();
  const ended = Promise.withResolvers<void>();
  let stopping: Promise<void> | undefined;
  /** When connections that are left are ended, ms of performance.now(). */
  let drainedAt: number | undefined;

  const status = (entries = core.states()): RelayStatus => ({
    running: true,
    pid: process.pid,
    version,
    home: paths.home,
    uptimeMs: Math.round(monotonicNow() - startedAt),
    ...(drainedAt !== undefined && { drainMs: Math.max(0, Math.round(drainedAt - performance.now())) }),
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
    startedAt: () => wallClock.at(startedAt),
    setting: isMetricsSetting(kept) ? kept : undefined,
    save: (setting) => settings.set('metrics', setting),
    onNotice,
  });
  const feed = new FeedPublisher({ core, status });

  const shutdown = (drainMs: number): Promise<void> => {
    stopping ??= free(drainMs);
    return stopping;
  };

  const handlers = callHandlers({ core, metrics, status, stop: options.refuseStop ?? shutdown });
  const isStopping = (): boolean => stopping !== undefined;
  const endpoints = controlEndpoints({ handlers, feed, metrics, isStopping });
  const listener = await openControlListener(paths, {
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
    listener.withdraw();
    drainedAt = performance.now() + drainMs;
    await core.close(drainMs);
    feed.close();
    metrics.close();
    lock.release();
    void listener.close().then(ended.resolve);
  }

  await metrics.start();
  return {
    core,
    handlers,
    feed,
    metrics,
    clients: () => listener.clients,
    shutdown,
    ended: ended.promise,
  };
}
