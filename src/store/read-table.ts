import { readFileSync } from 'node:fs';
import type { Entry } from '../portproxy/entry.ts';
import { checkHome } from './check-home.ts';
import type { HomePaths } from './home.ts';
import { readOwnFile } from './own-file.ts';
import { withRealTable } from './real-file.ts';
import { ERRORS, fill } from '../errors/errors.ts';
import { StoreError } from './store-error.ts';
import { type ParsedTable, parseTable } from './table-format.ts';

/** The table on disk; `broken` where its file cannot be used, and the entries are those of the backup. */
export interface TableOnDisk {
  readonly entries: readonly Entry[];
  readonly broken?: BrokenTable | undefined;
}

/** Why a table file cannot be used, and whether the backup took its place. */
export interface BrokenTable {
  readonly reason: string;
  readonly recovered: boolean;
}

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads the table, and changes nothing: the file, the last good copy where the file is broken, or no entries.
 * Throws a `StoreError` where the file cannot be read or comes from a newer netsh.
 */
export function readTable(home: HomePaths): TableOnDisk {
  checkHome(home);
  const paths = withRealTable(home);
  const table = readTableFile(paths.table);
  if (table === undefined) return { entries: [] };
  if (table.kind === 'table') return { entries: table.entries };
  if (table.kind === 'newer') {
    const names = { path: paths.table, reason: table.reason };
    throw new StoreError('newer', fill(ERRORS.newer.says.table, names));
  }
  const backup = readTableFile(paths.backup);
  return backup?.kind === 'table'
    ? { entries: backup.entries, broken: { reason: table.reason, recovered: true } }
    : { entries: [], broken: { reason: table.reason, recovered: false } };
}

/** Says why a table file cannot be used, and what is used instead. */
export function brokenNotice(path: string, { reason, recovered }: BrokenTable): string {
  return `${brokenSentence(path, reason)} ${
    recovered
      ? 'The last good copy is used instead; the latest change may be missing from it.'
      : 'No good copy exists, so the table is empty.'
  }`;
}

/** Says that a table file cannot be used, and why. */
export function brokenSentence(path: string, reason: string): string {
  return `The table ${path} is broken: ${reason}.`;
}

function readTableFile(path: string): ParsedTable | undefined {
  return readOwnFile(path, `The table ${path} cannot be read`, (fd, size) =>
    size > MAX_BYTES
      ? { kind: 'broken', reason: `it is larger than ${MAX_BYTES} bytes` }
      : parseTable(readFileSync(fd, 'utf8')),
  );
}
