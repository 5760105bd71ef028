import { homePaths, prepareHome } from '../../store/home.ts';
import type { Lock } from '../../store/lock.ts';
import { homeInUse, isLock, lockOrService } from '../client/acquire.ts';
import { ServiceError } from '../contract/service-error.ts';
import { type RelayService, openRelayService } from './relay-service.ts';
import { IdleWatch } from './idle-watch.ts';
import { type Log, openLog } from './log.ts';
import { ASKED_TO_STOP } from '../contract/stop-code.ts';
import { type ServiceManager, serviceManager, watchdogInterval } from '../manager/service-manager.ts';
import { obeySignals } from './obey-signals.ts';
import { pause } from '../../async/pause.ts';
import { readinessCode, tellReadiness } from '../contract/readiness.ts';
import { ExpectedLock, type TakenLife, askForLife } from './take-life.ts';
import { storeServiceError } from '../contract/refusal.ts';

/** Options of `relay run`. */
export interface RunOptions {
  readonly home: string;
  /** Version of the program. */
  readonly version: string;
  /** Gets the sentences of the log too, for a service in the foreground. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** End after this time without entries, clients and connections, in ms; 0 (the default): never. */
  readonly idleExitMs?: number | undefined;
  /** Longest time for connections to finish after SIGTERM or SIGINT, in ms; 10 seconds by default. */
  readonly drainMs?: number | undefined;
  /**
   * File descriptor on which a starter waits for the report that it is ready, or why not; a service that another process
   * already runs then counts as ready.
   */
  readonly readyFd?: number | undefined;
  /** Takes the life of the service over that runs, where one does. */
  readonly takesOver?: boolean | undefined;
}

const DRAIN_MS = 10_000;

/** Longest time in which a starter counts as a client that has not connected yet, in ms. */
const STARTER_MS = 1000;

/** Longest wait for the listeners before a starter is told that the service is ready, in ms. */
const FIRST_TRY_MS = 5000;

/** After so long what is needed later is loaded, in ms: the first client is not held up. */
const SETTLED_MS = 1000;

/**
 * Runs the relay service of a home directory until it ends (SIGTERM, SIGINT, `relay stop`, idleness); SIGHUP reads the
 * table again. Resolves with the exit code, with which the process must then end at once. Rejects with a `ServiceError`
 * where it cannot run and no starter waits.
 */
export async function runService(options: RunOptions): Promise<number> {
  try {
    return await run(options);
  } catch (error) {
    const fault = storeServiceError(error);
    if (options.readyFd === undefined || !(fault instanceof ServiceError)) throw fault;
    tellReadiness(options.readyFd, {
      kind: 'failed',
      code: readinessCode(fault.code),
      message: fault.message,
    });
    return 1;
  }
}

async function run(options: RunOptions): Promise<number> {
  const { readyFd } = options;
  const paths = homePaths(options.home);
  prepareHome(paths);
  const life = options.takesOver ? await askForLife(paths) : undefined;
  if (life) return await succeed(life, options);
  const found = await lockOrService(paths);
  if (!isLock(found)) {
    if (readyFd === undefined) throw homeInUse(paths, found.pid);
    tellReadiness(readyFd, { kind: 'ready', started: false, pid: found.pid ?? 0, notices: [] });
    return 0;
  }
  const log = openLog(paths.log);
  try {
    return await host(found, log, options);
  } finally {
    log.close();
  }
}

async function succeed(life: TakenLife, options: RunOptions): Promise<number> {
  const { home } = options;
  const log = openLog(homePaths(home).log);
  const lock = new ExpectedLock(homePaths(home).lock);
  try {
    return await host(lock, log, { ...options, idleExitMs: life.facts.idleExitMs }, { life, lock });
  } finally {
    log.close();
  }
}

async function host(
  lock: Lock,
  log: Log,
  options: RunOptions,
  taken?: { readonly life: TakenLife; readonly lock: ExpectedLock },
): Promise<number> {
  const { readyFd, idleExitMs = 0, drainMs = DRAIN_MS } = options;
  const tell = (text: string): void => {
    log.line(text);
    options.onNotice?.(text);
  };
  /** The starter is about to connect: a service that left before it did would be started for nothing. */
  let isAwaited = readyFd !== undefined;
  let manager: ServiceManager | undefined;
  /** Clients may come before it is there: one that takes another service over is found at once. */
  let idle: IdleWatch | undefined;
  let endCode = 0;
  /** Another process serves; this one has connections. */
  let isEarlier = false;
  const watchdogMs = taken?.life.facts.watchdogMs ?? watchdogInterval(process.env, process.pid);
  const service = await openRelayService(lock, {
    paths: homePaths(options.home),
    version: options.version,
    idleExitMs,
    watchdogMs,
    life: taken?.life,
    onNotice: tell,
    onOutlive() {
      isEarlier = true;
      idle?.stop();
      signals?.outlive();
      manager?.close();
      manager = undefined;
    },
    onStop(drainMs, isAsked) {
      manager?.tell('STOPPING', `Letting connections finish, for ${drainMs / 1000} seconds at most.`);
      if (!manager || !isAsked) return;
      endCode = ASKED_TO_STOP;
      manager.forgetListeners();
    },
    onClients() {
      isAwaited = false;
      idle?.look();
    },
  });
  manager = serviceManager();
  if (taken) {
    await service.core.start();
    await taken.life.take(() => {
      service.publish();
      manager?.becomeMain();
    });
    if (!(await taken.lock.take())) tell('The earlier relay service does not let go of the home directory.');
    await service.begin();
    const { story } = taken.life;
    if (story) tell(story());
  }
  tell(`The relay service runs (process ${process.pid}, version ${options.version}).`);
  idle = new IdleWatch(
    idleExitMs,
    () =>
      !isAwaited &&
      service.core.size === 0 &&
      service.clients() === 0 &&
      service.metrics.status === undefined &&
      !service.fleet.isMember,
    () => leave(service, tell),
  );
  const signals = obeySignals(service, drainMs, tell);
  try {
    if (!taken) await Promise.race([service.core.start(), service.ended, pause(FIRST_TRY_MS)]);
    if (readyFd !== undefined) {
      tellReadiness(readyFd, { kind: 'ready', started: true, pid: process.pid, notices: service.notices });
    }
    manager?.tell('READY', `Running, with ${service.core.size} entries.`);
    manager?.watch(watchdogMs, () => service.core.answer());
    if (isAwaited) {
      setTimeout(() => {
        isAwaited = false;
        idle?.look();
      }, STARTER_MS).unref();
    }
    setTimeout(() => void service.metrics.load().catch(() => {}), SETTLED_MS).unref();
    idle.look();
    const code = await Promise.race([service.ended.then(() => endCode), signals.impatient]);
    tell(isEarlier ? 'This earlier process of the relay service has ended.' : 'The relay service has ended.');
    return code;
  } finally {
    idle.stop();
    signals.stop();
    manager?.close();
  }
}

/** Ends the service where it has no work; connections of entries deleted meanwhile are work. */
function leave(service: RelayService, tell: (text: string) => void): boolean {
  if (service.core.connectionCount > 0) return false;
  tell('The relay service leaves: it has no entries, no connections and no clients.');
  void service.shutdown(0);
  return true;
}
