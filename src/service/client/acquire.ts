import { watch } from 'node:fs';
import type { HomePaths } from '../../store/home.ts';
import { type Lock, takeLock } from '../../store/lock.ts';
import { ServiceError } from '../contract/service-error.ts';
import { ControlClient } from './control-client.ts';
import type { RelayStatus } from '../contract/status.ts';

/** Longest wait for a service that is starting or ending, in ms. */
const MAX_WAIT_MS = 25_000;

/** Look again after this time, in ms: some file systems report no changes, and none reports a lock that was freed. */
const LOOK_AGAIN_MS = 50;

/**
 * Takes the lock of a home directory, or returns the status of the service that holds it. Waits for a service that is
 * starting until it answers, for one that is ending until the lock is free. Throws a `ServiceError` (busy) when neither
 * happens.
 */
export async function lockOrService(paths: HomePaths): Promise<Lock | RelayStatus> {
  const control = new ControlClient(paths);
  const deadline = performance.now() + MAX_WAIT_MS;
  try {
    for (;;) {
      const lock = takeLock(paths.lock);
      const answer = await control.call('status', undefined);
      // One that takes the life of another over answers a moment before it gets the lock.
      if (lock && typeof answer === 'string') return lock;
      lock?.release();
      if (!lock && typeof answer !== 'string') return answer.value;
      if (performance.now() > deadline) throw neverReady(paths);
      await changed(paths.run);
    }
  } finally {
    control.close();
  }
}

/** Whether `lockOrService` took the lock. */
export function isLock(found: Lock | RelayStatus): found is Lock {
  return 'release' in found;
}

/** Returns the fault of a process that needs the home directory for itself while a service holds it. */
export function homeInUse(paths: HomePaths, pid: number | undefined): ServiceError {
  const who = pid === undefined ? 'another process' : `process ${pid}`;
  return new ServiceError('busy', `A relay service runs already for ${paths.home} (${who}).`);
}

function neverReady(paths: HomePaths): ServiceError {
  return new ServiceError(
    'busy',
    `The relay service of ${paths.home} is neither ready nor gone; it may be letting its last connections finish.`,
  );
}

/** Resolves when something changes in a folder, or after a short time. */
function changed(folder: string): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      watcher?.close();
      resolve();
    };
    const timer = setTimeout(done, LOOK_AGAIN_MS);
    let watcher: ReturnType<typeof watch> | undefined;
    try {
      watcher = watch(folder, done);
      watcher.on('error', done);
    } catch {
      // The time alone decides.
    }
  });
}
