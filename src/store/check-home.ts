import { type Stats, lstatSync, statSync } from 'node:fs';
import { StoreError, storeFault } from './store-error.ts';
import { hasOwners, isTrustedOwner, wayProblem } from './trust.ts';

/**
 * Checks that nobody but this user and root could have placed what is in a home directory: throws a `StoreError` that says
 * what to do where it or its `run` folder belongs to another user, is open to others for writing, or is no folder, and
 * where others could replace them. Folders that do not exist yet are well, and so are all on Windows.
 */
export function checkHome({ home, run, isShared }: HomeFolders): void {
  if (!hasOwners()) return;
  let problem: string | undefined;
  try {
    problem = isShared
      ? sharedProblem(home, run)
      : (homeProblem(home) ?? runProblem(run) ?? wayProblem(home));
  } catch (error) {
    throw storeFault(error, `The folder ${home} cannot be used`);
  }
  if (problem !== undefined) throw new StoreError('storage', problem);
}

/** The folders of a home directory, as far as they are checked. */
interface HomeFolders {
  readonly home: string;
  readonly run: string;
  /** It is the system's: it belongs to a user of its own, whom only root can have given the folders. */
  readonly isShared?: boolean | undefined;
}

/** Root alone makes folders in /var/lib and /run, so both belong to the relay's user where they have the same owner. */
function sharedProblem(home: string, run: string): string | undefined {
  const [itself, its] = [home, run].map((path) => lstatSync(path, { throwIfNoEntry: false }));
  for (const [path, facts] of [
    [home, itself],
    [run, its],
  ] as const) {
    if (!facts) continue;
    if (!facts.isDirectory() || (facts.mode & OTHERS_WRITE) !== 0 || facts.uid !== (itself ?? facts).uid)
      return `The folder ${path} is not as the system's relay made it. Install it anew: netsh relay install`;
  }
  return wayProblem(home) ?? wayProblem(run);
}

function homeProblem(home: string): string | undefined {
  const itself = lstatSync(home, { throwIfNoEntry: false });
  if (!itself) return undefined;
  if (!isTrustedOwner(itself.uid)) return foreignHome(home);
  if (!itself.isSymbolicLink()) return folderProblem(home, itself);
  const target = statSync(home);
  return isTrustedOwner(target.uid) ? folderProblem(home, target) : foreignHome(home);
}

function folderProblem(home: string, facts: Stats): string | undefined {
  if (!facts.isDirectory()) return `The folder ${home} cannot be used: a file of that name is in the way.`;
  return (facts.mode & OTHERS_WRITE) === 0
    ? undefined
    : `Others can write to the home directory ${home}. Look at what is in it, then run: chmod go-w ${home}`;
}

function runProblem(run: string): string | undefined {
  const facts = lstatSync(run, { throwIfNoEntry: false });
  if (!facts) return undefined;
  if (facts.isDirectory() && isTrustedOwner(facts.uid) && (facts.mode & OTHERS_WRITE) === 0) return undefined;
  return `The folder ${run} is not private to this user. Remove it while no relay runs; it is made again.`;
}

function foreignHome(home: string): string {
  const whose = `The home directory ${home} belongs to another user`;
  return process.geteuid?.() === 0
    ? `${whose}, and netsh runs as root. Run it without sudo, by sudo -H for a table of root's own, or let NETSH_HOME name a folder of root's.`
    : `${whose}. Run netsh as that user, or let NETSH_HOME name a folder of your own.`;
}

const OTHERS_WRITE = 0o022;
