import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkHome } from './check-home.ts';
import { storeFault } from './store-error.ts';
import { errorCode } from '../errors/unknown.ts';

/**
 * Returns the absolute path of the home directory: `NETSH_HOME` where set, else the configuration folder of this user.
 * Nothing is created.
 */
export function homeDirectory(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env['NETSH_HOME']) return resolve(env['NETSH_HOME']);
  if (platform === 'win32') return join(env['APPDATA'] || join(homedir(), 'AppData', 'Roaming'), 'netsh');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'netsh');
  // The XDG base directory specification tells to ignore a relative path.
  const config = env['XDG_CONFIG_HOME']?.startsWith('/')
    ? env['XDG_CONFIG_HOME']
    : join(homedir(), '.config');
  return join(config, 'netsh');
}

/** The files of a home directory. */
export interface HomePaths {
  readonly home: string;
  readonly table: string;
  /** The table as it was before the last write. */
  readonly backup: string;
  /** Rules and policies of advfirewall. */
  readonly rules: string;
  readonly rulesBackup: string;
  /** Settings of the service. */
  readonly settings: string;
  readonly log: string;
  /** The helpers that were added. */
  readonly helpers: string;
  /** Folder that only the service writes, mode 0700: the lock and the control socket. */
  readonly run: string;
  readonly lock: string;
}

/** Returns the paths of the files of a home directory. */
export function homePaths(home: string): HomePaths {
  const run = join(home, 'run');
  return {
    home,
    table: join(home, 'table.json'),
    backup: join(home, 'table.backup.json'),
    rules: join(home, 'rules.json'),
    rulesBackup: join(home, 'rules.backup.json'),
    settings: join(home, 'settings.json'),
    log: join(home, 'service.log'),
    helpers: join(home, 'helpers.json'),
    run,
    lock: join(run, 'lock'),
  };
}

/** Creates the home directory and its `run` folder, for their owner only. Throws a `StoreError`, as `checkHome` does. */
export function prepareHome(paths: HomePaths): void {
  checkHome(paths);
  try {
    makeFolder(paths.home);
    makeFolder(paths.run);
    if ((statSync(paths.run).mode & 0o077) !== 0) chmodSync(paths.run, 0o700);
  } catch (error) {
    throw storeFault(error, `The folder ${paths.home} cannot be used`);
  }
}

/** Creates a folder with its parents. The recursive `mkdir` would report ENOENT on a read-only file system. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    // Others may make it at the same time.
    makeFolder(path);
  }
}
