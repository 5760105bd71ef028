import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';

/** Name of the table in a home directory. */
export const TABLE_FILE = 'table.json';

/**
 * Returns the absolute path of the home directory: `NETSH_HOME` where set, else the configuration folder of this user.
 * Nothing is created.
 *
 * On Windows that is the local one, since a lock and a log must not travel with a roaming profile; a table that an earlier
 * version has left in the roaming one stays there. On macOS sudo keeps HOME: root has its own folder all the same, for what
 * root makes in the folder of a user locks that user out.
 */
export function homeDirectory(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  user: User = THIS_USER,
): string {
  if (env['NETSH_HOME']) return resolve(env['NETSH_HOME']);
  if (platform === 'win32') return windowsHome(env, user);
  if (platform === 'darwin') {
    return join(
      user.isRoot() ? user.accountFolder() : user.folder(),
      'Library',
      'Application Support',
      'netsh',
    );
  }
  // The XDG base directory specification tells to ignore a relative path.
  const config = env['XDG_CONFIG_HOME']?.startsWith('/')
    ? env['XDG_CONFIG_HOME']
    : join(user.folder(), '.config');
  return join(config, 'netsh');
}

/** The user that runs this process, as far as it decides where the home directory is. */
export interface User {
  readonly isRoot: () => boolean;
  /** The folder that the environment names. */
  readonly folder: () => string;
  /** The folder that the system's table of users names. */
  readonly accountFolder: () => string;
}

const THIS_USER: User = {
  isRoot: () => process.geteuid?.() === 0,
  folder: homedir,
  accountFolder: () => userInfo().homedir,
};

function windowsHome(env: Readonly<Record<string, string | undefined>>, { folder }: User): string {
  const local = join(env['LOCALAPPDATA'] || join(folder(), 'AppData', 'Local'), 'netsh');
  const roaming = join(env['APPDATA'] || join(folder(), 'AppData', 'Roaming'), 'netsh');
  return !existsSync(local) && existsSync(join(roaming, TABLE_FILE)) ? roaming : local;
}
