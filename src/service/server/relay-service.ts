import { createRelay } from '../../relay/create.ts';
import { monotonicNow, wallClock } from '../../relay/common/wall-clock.ts';
import { isHomeFile } from '../../store/home-files.ts';
import type { Lock } from '../../store/lock.ts';
import { type Settings, openSettings } from '../../store/settings.ts';
import { openRulesStore, openTableStore } from '../../store/table-store.ts';
import type { RelayStatus } from '../contract/status.ts';
import { type CallHandlers, callHandlers } from './call-handlers.ts';
import { openControlListener } from './control-listener.ts';
import { Core } from './core.ts';
import { controlEndpoints } from './endpoints.ts';
import { earlierSockets } from '../outliving/earlier-socket.ts';
import { RelayOfAll } from '../outliving/relay-of-all.ts';
import { LifeGiver } from './give-life.ts';
import { MovedAway } from './moved-away.ts';
import { FeedPublisher } from './feed-publisher.ts';
import { openFleetFeed } from './fleet-feed.ts';
import type { RelayServiceOptions } from './relay-service-options.ts';
import { RuleKeeper } from './rule-keeper.ts';
import { requestLog } from './request-log.ts';
import { watchProgram } from './program-file.ts';
import { Fleet } from '../fleet/fleet.ts';
import { ConnectionLog } from '../log/connection-log.ts';
import { Metrics } from '../metrics/metrics.ts';
import { isLogSetting } from '../contract/log-setting.ts';
import { isMetricsSetting } from '../contract/metrics-setting.ts';

/** The table, the relay and the control socket of a home directory, in this process. */
export interface RelayService {
  readonly core: Core;
  readonly handlers: CallHandlers;
  readonly feed: FeedPublisher;
  /** The live feed of all machines of the fleet. */
  readonly fleetFeed: FeedPublisher;
  readonly metrics: Metrics;
  readonly log: ConnectionLog;
  readonly fleet: Fleet;
  /** Faults of the table or settings that were found when they were loaded, as sentences. */
  readonly notices: readonly string[];
  /** Returns the number of open control connections. */
  clients(): number;
  /** Takes no more changes, lets connections finish for at most `drainMs`, releases the home directory. */
  readonly shutdown: (drainMs: number) => Promise<void>;
  /** Makes clients find it, where it takes the life of another process over. */
  readonly publish: () => void;
  /** Begins what only one process can do. */
  readonly begin: () => Promise<void>;
  /** Resolves when the service has ended, whoever asked for it. */
  readonly ended: Promise<void>;
}

/** How often it is looked whether netsh was replaced, where that is only told, in ms. */
const LOOK_MS = 1_000;

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
    options.life?.relay ?? createRelay().then((own) => new RelayOfAll(own)),
  ]);
  try {
    const fleet = new Fleet({
      setting: settings.get('fleet'),
      copy: options.paths.fleet,
      save: (setting) => settings.set('fleet', setting),
      version: options.version,
      take: (shared, rulebook) => core.takeShared(shared, rulebook),
      report: () => core.report(),
      onNotice: tell,
    });
    const rules = new RuleKeeper(
      await rulesStore.load(),
      rulesStore,
      (rulebook) => relay.setRulebook(rulebook),
      fleet.rulebook,
    );
    const core: Core = new Core(await store.load(), {
      store,
      rules,
      relay,
      shared: fleet.entries,
      onNotice: options.onNotice,
    });
    relay.onEvent(() => fleet.touch());
    return {
      ...(await serve(lock, options, { core, relay, settings, fleet, isReplaced: watchProgram(LOOK_MS) })),
      notices: [...notices],
    };
  } catch (error) {
    await relay.close(0);
    throw error;
  }
}

async function serve(
  lock: Lock,
  options: RelayServiceOptions,
  {
    core,
    relay,
    settings,
    fleet,
    isReplaced,
  }: {
    readonly core: Core;
    readonly relay: RelayOfAll;
    readonly settings: Settings;
    readonly fleet: Fleet;
    readonly isReplaced: () => boolean;
  },
): Promise<Omit<RelayService, 'notices'>> {
  const { paths, version, onNotice } = options;
  const startedAt = options.life?.facts.startedAt ?? monotonicNow();
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
    log: log.status,
    ...(isReplaced() && { replaced: true }),
    ...(relay.outliving.length > 0 && { outliving: relay.outliving }),
    ...(fleet.watchers > 0 && { watchers: fleet.watchers }),
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
  const keptLog = settings.get('log');
  const log = new ConnectionLog({
    logged: (logging) => relay.logged(logging),
    setting: isLogSetting(keptLog) ? keptLog : undefined,
    isTaken: (file) => isHomeFile(file, paths),
    save: (setting) => settings.set('log', setting),
    onNotice,
  });
  const feed = new FeedPublisher({ core, status });
  const fleetFeed = openFleetFeed({ fleet, core, feed });

  const end = async (drainMs: number, isAsked: boolean): Promise<void> => {
    if (giver.outliving) {
      await giver.outliving.close(drainMs);
      return;
    }
    if (!stopping) options.onStop?.(drainMs, isAsked);
    stopping ??= free(drainMs, !isAsked);
    await stopping;
  };
  const shutdown = (drainMs: number): Promise<void> => end(drainMs, false);
  const stop = options.refuseStop ?? ((drainMs: number) => end(drainMs, true));

  const handlers = callHandlers({ core, metrics, log, fleet, status, stop });
  const isStopping = (): boolean => stopping !== undefined;
  const moved = new MovedAway();
  const giver = new LifeGiver({
    paths,
    core,
    relay,
    facts: {
      program: version,
      idleExitMs: options.idleExitMs ?? 0,
      watchdogMs: options.watchdogMs ?? 0,
      startedAt,
    },
    onNotice,
    refuses: options.refuseStop,
    given: () => {
      moved.move();
      stopping ??= leave();
    },
    left: async () => {
      options.onOutlive?.();
      await log.close();
    },
    opened: () => {
      moved.move();
      stopping ??= depart();
    },
    ended: () => ended.resolve(),
  });
  const endpoints = controlEndpoints({ handlers, feed, fleetFeed, fleet, metrics, isStopping, moved, giver });
  const listener = await openControlListener(paths, {
    program: version,
    endpoints,
    onNotice,
    onClients: options.onClients,
    onRequest: paths.isShared ? requestLog(onNotice) : undefined,
    isHidden: options.life !== undefined,
    onHomeGone() {
      onNotice(`The relay service ends: its home directory ${paths.home} was removed.`);
      void shutdown(DRAIN_MS);
    },
  });

  async function free(drainMs: number, follows: boolean): Promise<void> {
    // Clients find no socket from here on, and a service that they start waits for the lock.
    listener.withdraw();
    drainedAt = performance.now() + drainMs;
    await fleet.close();
    await core.close(drainMs, follows);
    feed.close();
    fleetFeed.close();
    metrics.close();
    await log.close();
    lock.release();
    void listener.close().then(ended.resolve);
  }

  /** Another process has everything, and clients find it. */
  async function leave(): Promise<void> {
    listener.leave();
    await fleet.close();
    feed.close();
    fleetFeed.close();
    metrics.close();
    await relay.close(0);
    await log.close();
    lock.release();
    void listener.close().then(ended.resolve);
  }

  /** Another process listens; this one outlives its listeners. */
  async function depart(): Promise<void> {
    listener.leave();
    feed.close();
    metrics.close();
    lock.release();
    await listener.close();
  }

  /** Sees the connections of earlier processes that outlive their listeners, too. */
  async function join(): Promise<void> {
    if (options.refuseStop === undefined)
      await Promise.all(earlierSockets(paths).map((found) => relay.join(found)));
  }

  async function begin(): Promise<void> {
    log.start();
    await Promise.all([metrics.start(), fleet.start()]);
  }

  if (options.life === undefined) await Promise.all([join(), begin()]);
  return {
    core,
    handlers,
    feed,
    fleetFeed,
    metrics,
    log,
    fleet,
    clients: () => listener.clients,
    shutdown,
    publish: () => listener.publish(),
    begin: () => join().then(begin),
    ended: ended.promise,
  };
}
