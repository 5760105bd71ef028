import type { Entry } from '../portproxy/entry.ts';
import type { HomePaths } from './home.ts';
import { tableFile } from './kept-file.ts';
import { type BrokenFile, brokenNotice, readKept } from './read-kept.ts';
import { TABLE_FORMAT } from './table-format.ts';

/** The table on disk; `broken` where its file cannot be used, and the entries are those of the backup. */
export interface TableOnDisk {
  readonly entries: readonly Entry[];
  readonly broken?: BrokenFile | undefined;
}

/**
 * Reads the table, and changes nothing: the file, the last good copy where the file is broken, or no entries.
 * Throws a `StoreError` where the file cannot be read or comes from a newer netsh.
 */
export function readTable(paths: HomePaths): TableOnDisk {
  const { value: entries, broken } = readKept(tableFile(paths), TABLE_FORMAT);
  return broken ? { entries, broken } : { entries };
}

/** Says why the table cannot be used, and what is used instead. */
export function brokenTableNotice(paths: HomePaths, broken: BrokenFile): string {
  return brokenNotice(tableFile(paths), broken, TABLE_FORMAT);
}
