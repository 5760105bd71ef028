import { endProcess } from './relay/native/libc.ts';
import { runService } from './service/server/run-service.ts';
import { homeDirectory } from './store/home-directory.ts';
import { version } from './version.ts';

/** A service started on demand ends after so long without entries and clients, ms. */
const IDLE_EXIT_MS = 60_000;
/** The descriptor on which the starter waits for the report; see `launch.ts`. */
const READY_FD = 3;

/**
 * Runs the service in the background, for whoever started this process. It is bundled apart from the shell, so that
 * the process has no more in its memory than the service. `takesOver`: goes on with the life of the one that runs.
 */
export async function serveInBackground(takesOver: boolean): Promise<never> {
  const how = { readyFd: READY_FD, idleExitMs: IDLE_EXIT_MS, takesOver };
  return endProcess(await runService({ home: homeDirectory(), version: version(), ...how }), false);
}
