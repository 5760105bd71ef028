import { copyFileSync, linkSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { HomePaths } from './home.ts';
import { errorCode } from '../errors/unknown.ts';

/** Makes the table file the backup, in one step that leaves either the old backup or the new one. */
export function keepBackup(paths: HomePaths): void {
  const next = `${paths.backup}.next`;
  rmSync(next, { force: true });
  if (!duplicateIfThere(paths.table, next)) return;
  renameSync(next, paths.backup);
  // Renaming a link over a link to the same file does nothing and leaves both (POSIX rename).
  rmSync(next, { force: true });
}

/** Restores the table from the backup, or removes it where there is none. Needs no room on the disk. */
export function revert(paths: HomePaths): void {
  try {
    renameSync(paths.backup, paths.table);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    rmSync(paths.table, { force: true });
  }
}

/**
 * Renames a broken table and restores the backup, so that the table is never missing; a broken backup is renamed as
 * well. Returns the new name of the table.
 */
export function setAside(paths: HomePaths, backupIsGood: boolean): string {
  const aside = asideName(paths, 'table.broken');
  if (backupIsGood) {
    duplicate(paths.table, aside);
    renameSync(paths.backup, paths.table);
  } else {
    renameSync(paths.table, aside);
    renameIfThere(paths.backup, asideName(paths, 'table.backup.broken'));
  }
  return aside;
}

/** Copies a table that another program has written; returns the name of the copy, undefined where there is no table. */
export function keepForeign(paths: HomePaths): string | undefined {
  const aside = asideName(paths, 'table.changed');
  return duplicateIfThere(paths.table, aside) ? aside : undefined;
}

/** Removes temporary files of a writer that was killed. */
export function clearLeftovers(paths: HomePaths): void {
  const prefix = `${basename(paths.table)}.tmp-`;
  const folder = dirname(paths.table);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(prefix)) rmSync(join(folder, name), { force: true });
  }
}

function asideName(paths: HomePaths, kind: string): string {
  return join(dirname(paths.table), `${kind}-${new Date().toISOString().replaceAll(':', '.')}.json`);
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
  copyFileSync(from, to);
}

/** Error codes of file systems without hard links. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
