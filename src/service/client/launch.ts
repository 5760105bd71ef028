import { spawn } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { type HomePaths, prepareHome } from '../../store/home.ts';
import { appendToOwnFile } from '../../store/own-file.ts';
import { ServiceError } from '../contract/service-error.ts';
import { type Readiness, parseReadiness } from '../contract/readiness.ts';
import { atBoot } from '../install/at-boot.ts';
import { type PlannedCommand, shellLine } from '../install/plan.ts';
import { runCommand } from '../install/run-command.ts';
import { storeServiceError } from '../contract/refusal.ts';

/** The command that runs the service of a home directory; it must call `runService` with `readyFd: READY_FD`. */
export interface Launcher {
  readonly command: string;
  readonly args: readonly string[];
}

/** The file descriptor on which a launched service reports that it is ready. */
export const READY_FD = 3;

/** Longest wait for a service, in ms: it may wait itself for one that drains. */
const TIMEOUT_MS = 30_000;

/**
 * Starts the service in the background. Resolves with its report when it answers, or when the service of another process
 * does. Rejects with a `ServiceError` that says why it did not start.
 */
export async function launchService(
  launcher: Launcher,
  paths: HomePaths,
): Promise<Readiness & { readonly kind: 'ready' }> {
  const installed = atBoot(paths.home);
  if (installed?.start) return startInstalled(installed.start, paths);
  return startProcess(launcher, paths);
}

/** Starts the service in the background as a process of its own, whoever else could start it; see `launchService`. */
export async function startProcess(
  launcher: Launcher,
  paths: HomePaths,
): Promise<Readiness & { readonly kind: 'ready' }> {
  const log = openLog(paths);
  const child = spawn(launcher.command, launcher.args, {
    cwd: paths.home,
    env: { ...process.env, NETSH_HOME: paths.home },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log.fd, log.fd, 'pipe'],
  });
  closeSync(log.fd);
  const end = child.stdio[READY_FD];
  const pipe = end instanceof Readable ? end : undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      pipe?.setEncoding('utf8');
      pipe?.on('data', (piece: string) => {
        received += piece;
        if (received.includes('\n')) resolve(received);
      });
      pipe?.on('close', () => resolve(received));
      child.on('error', (error) => reject(failed(`it cannot be run (${error.message})`, '', error)));
      timer = setTimeout(() => reject(failed('it is not ready', endOfLog(paths, log.size))), TIMEOUT_MS);
    });
    const readiness = parseReadiness(text);
    if (readiness?.kind === 'ready') return readiness;
    if (readiness) throw new ServiceError(readiness.code, readiness.message);
    throw failed('it ended at once', endOfLog(paths, log.size));
  } finally {
    clearTimeout(timer);
    pipe?.destroy();
    child.unref();
  }
}

/** Starts a service that is installed by its service manager, which waits until it is ready. */
async function startInstalled(
  start: PlannedCommand,
  { isShared }: HomePaths,
): Promise<Readiness & { readonly kind: 'ready' }> {
  const problem = await runCommand(start);
  if (problem === undefined) return { kind: 'ready', started: false, pid: 0, notices: [] };
  if (!isShared || process.geteuid?.() === 0)
    throw new ServiceError('start', `The relay was not started: ${problem}`);
  throw new ServiceError(
    'start',
    `The relay of the system does not run. Start it by: sudo ${shellLine(start)}`,
  );
}

function openLog(paths: HomePaths): { fd: number; size: number } {
  try {
    prepareHome(paths);
    return appendToOwnFile(paths.log, `The log ${paths.log} cannot be written`);
  } catch (error) {
    throw storeServiceError(error);
  }
}

/** Returns the last 10 lines that the log got since it had a size, in bytes. */
function endOfLog(paths: HomePaths, size: number): string {
  try {
    const lines = readFileSync(paths.log).subarray(size).toString('utf8').trim().split('\n');
    return lines.slice(-10).join('\n');
  } catch {
    return '';
  }
}

function failed(why: string, log: string, cause?: unknown): ServiceError {
  const end = log === '' ? '' : ` The end of its log:\n${log}`;
  return new ServiceError('start', `The relay service was not started: ${why}.${end}`, cause);
}
