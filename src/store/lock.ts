import type { DatabaseSync } from 'node:sqlite';
import { storeFault } from './store-error.ts';

/** A lock that this process holds until it releases it or ends, however it ends. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a home directory; undefined while another process (or another part of this one) holds it. The lock
 * is an exclusive transaction on an empty SQLite database, which the system ends when its holder dies. Retries for a
 * moment, because two attempts at once may block each other. Throws a `StoreError` where the file cannot be opened.
 */
export function takeLock(path: string): Lock | undefined {
  const { DatabaseSync } = quietly(() => process.getBuiltinModule('node:sqlite'));
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: WAIT_MS });
    // No journal file, for nothing is ever written.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    if (database?.isOpen) database.close();
    if (resultCode(error) === SQLITE_BUSY) return undefined;
    throw storeFault(sqliteFault(error), `The lock ${path} cannot be used`);
  }
}

const WAIT_MS = 20;
const SQLITE_BUSY = 5;

/** Primary result codes of SQLite (sqlite.org/rescode.html) that are faults of the file system. */
const FAULTS: Readonly<Record<number, string>> = {
  3: 'EACCES',
  8: 'EROFS',
  10: 'EIO',
  13: 'ENOSPC',
  14: 'EACCES',
};

function resultCode(error: unknown): number {
  // The low byte of an extended result code is its primary code.
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;
}

function sqliteFault(error: unknown): unknown {
  const code = FAULTS[resultCode(error)];
  return code === undefined ? error : Object.assign(new Error(code, { cause: error }), { code });
}

/** Loads without the warning of some versions of Node that node:sqlite is experimental. */
function quietly<T>(load: () => T): T {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
