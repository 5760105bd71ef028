import type { ListeningProgram, ListeningSocket } from './listening-socket.ts';
import { readLsof } from './lsof.ts';
import { readNetstat } from './netstat.ts';
import { runProgram } from './run-program.ts';
import { readTasklist } from './tasklist.ts';

/** Runs a program of the system; resolves with its output, undefined where it fails. */
export type Run = (command: string, args: readonly string[]) => Promise<string | undefined>;

/**
 * Asks a Windows (netstat, tasklist) or a macOS (lsof, which shows those of this user unless root asks) who listens on these
 * ports. Resolves with nobody where the system does not tell.
 */
export async function listeningPrograms(
  ports: ReadonlySet<number>,
  platform: NodeJS.Platform = process.platform,
  run: Run = runProgram,
): Promise<readonly ListeningProgram[]> {
  const isWanted = ({ port }: ListeningSocket): boolean => ports.has(port);
  if (platform === 'darwin') {
    const text = await run('/usr/sbin/lsof', ['-nP', '-iTCP', '-sTCP:LISTEN', '-Fpctn']);
    return readLsof(text ?? '').filter(isWanted);
  }
  if (platform !== 'win32') return [];
  const folder = `${process.env['SystemRoot'] ?? String.raw`C:\Windows`}\\System32\\`;
  const sockets = readNetstat((await run(`${folder}netstat.exe`, ['-ano'])) ?? '').filter(isWanted);
  if (sockets.length === 0) return [];
  const names = readTasklist((await run(`${folder}tasklist.exe`, ['/fo', 'csv', '/nh'])) ?? '');
  return sockets.map(({ version, host, port, pid }) => {
    return { version, host, port, pid, name: names.get(pid) ?? 'a program' };
  });
}
