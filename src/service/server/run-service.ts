import { homePaths, prepareHome } from '../../store/home.ts';
import type { Lock } from '../../store/lock.ts';
import { homeInUse, isLock, lockOrService } from '../client/acquire.ts';
import { ServiceError } from '../contract/service-error.ts';
import { type RelayService, openRelayService } from './relay-service.ts';
import { IdleWatch } from './idle-watch.ts';
import { type Log, openLog } from './log.ts';
import { obeySignals } from './obey-signals.ts';
import { pause } from '../../async/pause.ts';
import { readinessCode, tellReadiness } from '../contract/readiness.ts';
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
}

const DRAIN_MS = 10_000;

/** Longest time in which a starter counts as a client that has not connected yet, in ms. */
const STARTER_MS = 1000;

/** Longest wait for the listeners before a starter is told that the service is ready, in ms. */
const FIRST_TRY_MS = 5000;

/** After so long what is needed later is loaded, in ms: the first client is not held up. */
const SETTLED_MS = 1000;

const OUTDATED =
  'The relay service ends: its worker has ended, and netsh was upgraded meanwhile. The next command starts the new one.';

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

async function host(lock: Lock, log: Log, options: RunOptions): Promise<number> {
  const { readyFd, idleExitMs = 0, drainMs = DRAIN_MS } = options;
  const tell = (text: string): void => {
    log.line(text);
    options.onNotice?.(text);
  };
  /** The starter is about to connect: a service that left before it did would be started for nothing. */
  let isAwaited = readyFd !== undefined;
  const outdated = Promise.withResolvers<number>();
  const service = await openRelayService(lock, {
    paths: homePaths(options.home),
    version: options.version,
    onNotice: tell,
    onOutdated() {
      tell(OUTDATED);
      outdated.resolve(1);
    },
    onClients() {
      isAwaited = false;
      idle?.look();
    },
  });
  tell(`The relay service runs (process ${process.pid}, version ${options.version}).`);
  const idle = new IdleWatch(
    idleExitMs,
    () =>
      !isAwaited &&
      service.core.size === 0 &&
      service.clients() === 0 &&
      service.metrics.status === undefined,
    () => leave(service, tell),
  );
  const signals = obeySignals(service, drainMs, tell);
  try {
    await Promise.race([service.core.start(), service.ended, pause(FIRST_TRY_MS)]);
    if (readyFd !== undefined) {
      tellReadiness(readyFd, { kind: 'ready', started: true, pid: process.pid, notices: service.notices });
    }
    if (isAwaited) {
      setTimeout(() => {
        isAwaited = false;
        idle.look();
      }, STARTER_MS).unref();
    }
    setTimeout(() => void service.metrics.load().catch(() => {}), SETTLED_MS).unref();
    idle.look();
    const code = await Promise.race([service.ended.then(() => 0), signals.impatient, outdated.promise]);
    tell('The relay service has ended.');
    return code;
  } finally {
    idle.stop();
    signals.stop();
  }
}

/** Ends the service where it has no work; connections of entries deleted meanwhile are work. */
function leave(service: RelayService, tell: (text: string) => void): boolean {
  if (service.core.connectionCount > 0) return false;
  tell('The relay service leaves: it has no entries, no connections and no clients.');
  void service.shutdown(0);
  return true;
}
