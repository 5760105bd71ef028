import { type Stats, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../errors/unknown.ts';

/** The owner and the mode of a file or folder. */
export type Ownership = Pick<Stats, 'uid' | 'gid' | 'mode'>;

/** Bits of a mode. */
const OTHERS_WRITE = 0o002;
const GROUP_WRITE = 0o020;
const STICKY = 0o1000;

/** Group of root (wheel elsewhere), and of administrators on macOS: whoever is in them may become root. */
const ROOTS_GROUPS: ReadonlySet<number> = new Set(process.platform === 'darwin' ? [0, 80] : [0]);

/** Whether this system tells owners and modes; Windows does not. */
export function hasOwners(): boolean {
  return process.geteuid !== undefined;
}

/** Whether an owner is this user or root; everybody on Windows, which tells no owners. */
export function isTrustedOwner(uid: number): boolean {
  return !hasOwners() || uid === process.geteuid?.() || uid === 0 || isUnmappedRoot(uid);
}

/** Whether anybody but the owner and root may write; a group that has the number of its owner is that user's alone. */
export function othersMayWrite({ mode, uid, gid }: Ownership): boolean {
  if ((mode & OTHERS_WRITE) !== 0) return true;
  return (mode & GROUP_WRITE) !== 0 && gid !== uid && !ROOTS_GROUPS.has(gid);
}

/** Whether everybody may write; a group may be one of the system's own, as that of the folder of all logs. */
export function everybodyMayWrite({ mode }: Ownership): boolean {
  return (mode & OTHERS_WRITE) !== 0;
}

/**
 * Says in a sentence why somebody else could replace what a path names: each folder above it and each link on the way
 * must belong to this user or root, and nobody else may write there. In a folder such as /tmp each may replace only what
 * is their own. Returns undefined where all is well, for folders that do not exist yet, and on Windows. `mayWrite` says
 * of an owner and a mode whether somebody else may write.
 */
export function wayProblem(
  path: string,
  mayWrite: (facts: Ownership) => boolean = othersMayWrite,
): string | undefined {
  if (!hasOwners()) return undefined;
  let hasLinks = false;
  for (const folder of foldersAbove(path)) {
    const facts = lstatSync(folder, { throwIfNoEntry: false });
    if (!facts) continue;
    const isLink = facts.isSymbolicLink();
    hasLinks ||= isLink;
    const name = `The ${isLink ? 'link' : 'folder'} ${folder}`;
    if (!isTrustedOwner(facts.uid)) return `${name} belongs to another user.`;
    if (!isLink && mayWrite(facts) && (facts.mode & STICKY) === 0) {
      return `Others can write to the folder ${folder} (chmod go-w).`;
    }
  }
  return hasLinks ? wayProblem(realWay(path), mayWrite) : undefined;
}

function* foldersAbove(path: string): Generator<string> {
  for (let at = path; dirname(at) !== at; at = dirname(at)) yield dirname(at);
}

/** Returns the path behind the links above it; what does not exist yet is left out. */
function realWay(path: string): string {
  for (const folder of foldersAbove(path)) {
    try {
      return `${realpathSync(folder)}/.`;
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
  return path;
}

/** Whether an owner is root of the machine, of whom a user namespace without a root knows only that it is somebody else. */
function isUnmappedRoot(uid: number): boolean {
  if (uid !== UNMAPPED || process.platform !== 'linux') return false;
  try {
    const map = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n');
    return !map.some((line) => /^\s*0\s/.test(line));
  } catch {
    return false;
  }
}

/** The owner that Linux shows for users that a namespace does not know (/proc/sys/kernel/overflowuid). */
const UNMAPPED = 65_534;
