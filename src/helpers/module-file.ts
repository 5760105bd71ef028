import { statSync } from 'node:fs';
import path from 'node:path';

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
 * Says in a full sentence why a module is not run: it and its folder must belong to this user or root, and nobody else
 * may write there. Undefined where all is well, and on Windows, which has no such modes.
 */
export function permissionProblem(file: string): string | undefined {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts?.isFile()) return `${file} is no file.`;
  const me = process.getuid?.();
  if (me === undefined) return undefined;
  const folder = path.dirname(file);
  const around = statSync(folder);
  const isOurs = (uid: number): boolean => uid === me || uid === 0;
  if (!isOurs(facts.uid)) return `${file} belongs to another user.`;
  if ((facts.mode & OTHERS_WRITE) !== 0) return `${file} can be written by others (chmod go-w).`;
  if (!isOurs(around.uid)) return `The folder ${folder} belongs to another user.`;
  // In a folder such as /tmp each may remove only what is its own.
  if ((around.mode & OTHERS_WRITE) !== 0 && (around.mode & STICKY) === 0) {
    return `The folder ${folder} can be written by others (chmod go-w).`;
  }
  return undefined;
}

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
