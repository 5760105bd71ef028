import { copyFileSync, linkSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../errors/unknown.ts';
import type { KeptFile } from './kept-file.ts';
import { patiently, renamePatiently } from './patiently.ts';

/** Makes a file its backup, in one step that leaves either the old backup or the new one. */
export function keepBackup(file: KeptFile): void {
  const next = `${file.backup}.next`;
  remove(next);
  if (!duplicateIfThere(file.path, next)) return;
  renamePatiently(next, file.backup);
  // Renaming a link over a link to the same file does nothing and leaves both (POSIX rename).
  remove(next);
}

/** Restores a file from its backup, or removes it where there is none. Needs no room on the disk. */
export function revert(file: KeptFile): void {
  try {
    renamePatiently(file.backup, file.path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    remove(file.path);
  }
}

/**
 * Renames a broken file and restores the backup, so that the file is never missing; a broken backup is renamed as
 * well. Returns the new name of the file.
 */
export function setAside(file: KeptFile, backupIsGood: boolean): string {
  const aside = asideName(file, 'broken');
  if (backupIsGood) {
    duplicate(file.path, aside);
    renamePatiently(file.backup, file.path);
  } else {
    renamePatiently(file.path, aside);
    renameIfThere(file.backup, asideName(file, 'backup.broken'));
  }
  return aside;
}

/** Copies a file that another program has written; returns the name of the copy, undefined where there is no file. */
export function keepForeign(file: KeptFile): string | undefined {
  const aside = asideName(file, 'changed');
  return duplicateIfThere(file.path, aside) ? aside : undefined;
}

/** Removes temporary files of a writer that was killed. */
export function clearLeftovers(file: KeptFile): void {
  const prefix = `${basename(file.path)}.tmp-`;
  const folder = dirname(file.path);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) remove(join(folder, name));
  }
}

function asideName(file: KeptFile, kind: string): string {
  return join(
    dirname(file.path),
    `${file.name}.${kind}-${new Date().toISOString().replaceAll(':', '.')}.json`,
  );
}

function duplicateIfThere(from: string, to: string): boolean {
  try {
    duplicate(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Links a file to a second name if every write makes a new file; copies it otherwise. */
function duplicate(from: string, to: string): void {
  // conf writes in place inside a snap, and may do so on Windows: a link would then be changed with the file.
  if (process.platform !== 'win32' && !process.env['SNAP']) {
    try {
      linkSync(from, to);
      return;
    } catch (error) {
      if (!NO_LINKS.has(errorCode(error))) throw error;
    }
  }
  patiently(() => copyFileSync(from, to));
}

function remove(path: string): void {
  patiently(() => rmSync(path, { force: true }));
}

/** Error codes of file systems without hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function renameIfThere(from: string, to: string): void {
  try {
    renamePatiently(from, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
