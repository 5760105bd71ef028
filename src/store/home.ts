import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkHome } from './check-home.ts';
import { TABLE_FILE, homeDirectory } from './home-directory.ts';
import { makePrivate } from './private-folder.ts';
import { StoreError, storeFault } from './store-error.ts';
import { SYSTEM_HOME, SYSTEM_RUN, isSystemHome, mayUseSystemHome } from './system-home.ts';
import { errorCode } from '../errors/unknown.ts';

/** The home directory whose table is worked on. */
export interface ChosenHome {
  readonly home: string;
  /** The other one that has a table, where there are two to choose from. */
  readonly other?: string | undefined;
}

/**
 * Returns the home directory to work on: that of `NETSH_HOME`, else the system's where its relay is installed and this user
 * may use it, else this user's own; `isOwn` takes that in any case.
 */
export function chosenHome(isOwn: boolean): ChosenHome {
  const own = homeDirectory();
  if (process.env['NETSH_HOME'] || !mayUseSystemHome()) return { home: own };
  if (isOwn) return { home: own, other: SYSTEM_HOME };
  return { home: SYSTEM_HOME, other: existsSync(homePaths(own).table) ? own : undefined };
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
  /** The steps of lessons that were solved. */
  readonly lessons: string;
  /** Settings of the shell. */
  readonly shell: string;
  /** The copy of the fleet's table, where this machine is a member of one. */
  readonly fleet: string;
  /** Folder that only the service writes, mode 0700 (0750 of the system's): the lock and the control socket. */
  readonly run: string;
  /** It is the system's, which administrators share. */
  readonly isShared: boolean;
  readonly lock: string;
}

/** Returns the paths of the files of a home directory. */
export function homePaths(home: string): HomePaths {
  const isShared = isSystemHome(home);
  const run = isShared ? SYSTEM_RUN : join(home, 'run');
  return {
    home,
    table: join(home, TABLE_FILE),
    backup: join(home, 'table.backup.json'),
    rules: join(home, 'rules.json'),
    rulesBackup: join(home, 'rules.backup.json'),
    settings: join(home, 'settings.json'),
    log: join(home, 'service.log'),
    helpers: join(home, 'helpers.json'),
    lessons: join(home, 'lessons.json'),
    shell: join(home, 'shell.json'),
    fleet: join(home, 'fleet.json'),
    run,
    isShared,
    lock: join(run, 'lock'),
  };
}

/** Creates the home directory and its `run` folder, for their owner only. Throws a `StoreError`, as `checkHome` does. */
export function prepareHome(paths: HomePaths): void {
  checkHome(paths);
  if (paths.isShared && statSync(paths.home, { throwIfNoEntry: false })?.uid !== process.geteuid?.())
    throw new StoreError('storage', NOT_ITS_USER);
  try {
    const isNew = makeFolder(paths.home);
    if (isNew && process.platform === 'win32') makePrivate(paths.home);
    makeFolder(paths.run);
    if (!paths.isShared && (statSync(paths.run).mode & 0o077) !== 0) chmodSync(paths.run, 0o700);
  } catch (error) {
    throw storeFault(error, `The folder ${paths.home} cannot be used`);
  }
}

const NOT_ITS_USER =
  'The relay of the system runs as a user of its own: systemctl start netsh. For your own table, give --user.';

/**
 * Creates a folder with its parents; returns whether it was not there. The recursive `mkdir` would report ENOENT on a
 * read-only file system. A name that cannot be is ENOENT as well, on Windows and in /proc, with all parents there.
 */
function makeFolder(path: string, hasParents = false): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST' && statSync(path).isDirectory()) return false;
    if (hasParents || code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    // Others may make it at the same time.
    return makeFolder(path, true);
  }
}
