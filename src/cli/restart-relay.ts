import type { Outcome } from '../language/outcome.ts';
import { ControlClient } from '../service/client/control-client.ts';
import { startProcess } from '../service/client/launch.ts';
import { ServiceError } from '../service/contract/service-error.ts';
import { atBoot } from '../service/install/at-boot.ts';
import { type PlannedCommand, shellLine } from '../service/install/plan.ts';
import { runCommand } from '../service/install/run-command.ts';
import type { HomePaths } from '../store/home.ts';

/**
 * Starts a relay by this command, which takes over what the one that runs holds, its connections included; where none runs, it
 * starts one. One that is installed is restarted by its service manager, which runs this again in its unit. Rejects with a
 * `ServiceError` where the earlier one goes on.
 */
export async function restartRelay(
  paths: HomePaths,
  command: string,
  args: readonly string[],
): Promise<Outcome> {
  // A service manager has it in the environment of what it runs.
  const by = process.env['NOTIFY_SOCKET'] === undefined ? atBoot(paths.home)?.restart : undefined;
  const { pid, notices } = by ? await reloaded(by, paths) : await startProcess({ command, args }, paths);
  return {
    kind: 'text',
    lines: [...notices, `The relay runs in a new process (process ${pid}).`, ''],
    json: { pid },
  };
}

async function reloaded(
  by: PlannedCommand,
  paths: HomePaths,
): Promise<{ readonly pid: number; readonly notices: readonly string[] }> {
  const problem = await runCommand(by);
  if (problem !== undefined && paths.isShared && process.geteuid?.() !== 0)
    throw new ServiceError('start', `Only root restarts the relay of the system: sudo ${shellLine(by)}`);
  if (problem !== undefined)
    throw new ServiceError('start', `The relay service that runs was not taken over. ${problem}`);
  const client = new ControlClient(paths);
  try {
    const status = await client.call('status', undefined);
    return { pid: (typeof status === 'string' ? undefined : status.value.pid) ?? 0, notices: [] };
  } finally {
    client.close();
  }
}
