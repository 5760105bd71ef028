import { lstatSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasOwners, isTrustedOwner, othersMayWrite, wayProblem } from '../store/trust.ts';

/** The figures that tell one state of a file from another; size in bytes, time in ms since 1970. */
export interface FileStamp {
  readonly size: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

/** Returns the stamp of a file; undefined where there is no file. */
export function stampOf(file: string): FileStamp | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts?.isFile() ? { size: facts.size, modifiedMs: facts.mtimeMs, inode: facts.ino } : undefined;
}

/**
 * Says in a full sentence why a module is not run: it and its folder must belong to this user or root, and nobody else may
 * write there or exchange a folder or link above. Undefined where all is well, and on Windows, which has no such modes.
 */
export function permissionProblem(file: string): string | undefined {
  const link = lstatSync(file, { throwIfNoEntry: false });
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!link || !facts?.isFile()) return `${file} is not a file.`;
  if (!hasOwners()) return undefined;
  const real = realpathSync(file);
  const folder = path.dirname(real);
  const around = statSync(folder);
  if (!isTrustedOwner(link.uid) || !isTrustedOwner(facts.uid)) return `${file} belongs to another user.`;
  if ((facts.mode & OTHERS_WRITE) !== 0) return `${file} can be written by others (chmod go-w).`;
  // In a folder such as /tmp each may remove only what is its own.
  if ((around.mode & OTHERS_WRITE) !== 0 && (around.mode & STICKY) === 0) {
    return `The folder ${folder} can be written by others (chmod go-w).`;
  }
  return wayProblem(file) ?? wayProblem(real);
}

/** Says in full sentences that nobody looks who may write a module, where the system tells no owners; undefined elsewhere. */
export function unseenWriters(file: string, tellsOwners: boolean = hasOwners()): string | undefined {
  return tellsOwners
    ? undefined
    : `Who may write ${file} is not looked at on Windows. It runs with your rights: see that only you and administrators may.`;
}

/** Says in a full sentence why a file that a module loads is not run: somebody else could have written it. */
export function dependencyProblem(file: string): string | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts || !hasOwners()) return undefined;
  if (!isTrustedOwner(facts.uid)) return `${file} belongs to another user.`;
  return othersMayWrite(facts) ? `Others can write to ${file} (chmod go-w).` : wayProblem(file);
}

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
