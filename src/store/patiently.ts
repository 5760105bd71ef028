import { renameSync } from 'node:fs';
import { errorCode } from '../errors/unknown.ts';

/**
 * Codes by which Windows refuses to rename, copy or remove a file that another program has open: a virus scanner, a backup,
 * an editor (ERROR_SHARING_VIOLATION, ERROR_ACCESS_DENIED).
 */
const HELD: ReadonlySet<string> = new Set(['EBUSY', 'EPERM', 'EACCES']);
/** How long such a file is waited for, ms; scanners let go in much less. */
const PATIENCE_MS = 1_000;
const PAUSE_MS = 20;

/** Whether a file operation that failed can succeed a moment later: on Windows, where another program has the file open. */
export function mayBeHeld(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' && HELD.has(errorCode(error));
}

/** Carries out a file operation; on Windows tries again for a second while another program has the file open. */
export function patiently<Result>(
  operation: () => Result,
  platform: NodeJS.Platform = process.platform,
): Result {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return operation();
    } catch (error) {
      if (!mayBeHeld(error, platform) || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** As `patiently`, for an operation that answers later. */
export async function patientlyLater<Result>(
  operation: () => Promise<Result>,
  platform: NodeJS.Platform = process.platform,
): Promise<Result> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      if (!mayBeHeld(error, platform) || performance.now() > until) throw error;
      // One that does not keep the process alive would end a single command here.
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** Renames a file, over another one too; on Windows also where one of them is open elsewhere for less than a second. */
export function renamePatiently(from: string, to: string): void {
  patiently(() => renameSync(from, to));
}
