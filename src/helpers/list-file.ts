import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isRecord } from '../portproxy/entry-json.ts';
import { type HomePaths, prepareHome } from '../store/home.ts';
import { errorCode, storeFault } from '../store/store-error.ts';
import { checkHelper } from './check.ts';
import type { ContextDescription } from './description.ts';
import type { FileStamp } from './module-file.ts';

/** A helper that was added: its module's file, and what that was found to be when it was loaded last. */
export interface ListedHelper {
  readonly name: string;
  readonly file: string;
  /** The state of the file of which the rest tells. */
  readonly stamp: FileStamp | undefined;
  readonly context?: ContextDescription | undefined;
  /** Why it cannot be used; it is not tried again before its file changes. */
  readonly problem?: string | undefined;
}

/** Reads the helpers of a home directory; what is not understood is left out. Throws a `StoreError`. */
export function readHelpers(paths: HomePaths): ListedHelper[] {
  let text: string;
  try {
    text = readFileSync(paths.helpers, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw storeFault(error, `The list of helpers ${paths.helpers} cannot be read`);
  }
  return parseList(text).flatMap((value) => readHelper(value) ?? []);
}

/** Writes the helpers of a home directory, whole or not at all. Throws a `StoreError`. */
export function writeHelpers(paths: HomePaths, helpers: readonly ListedHelper[]): void {
  const unready = `${paths.helpers}.${process.pid}.new`;
  try {
    prepareHome(paths);
    writeFileSync(unready, `${JSON.stringify({ helpers }, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(unready, paths.helpers);
  } catch (error) {
    throw storeFault(error, `The list of helpers ${paths.helpers} cannot be written`);
  }
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && Array.isArray(value['helpers']) ? value['helpers'] : [];
  } catch {
    return [];
  }
}

function readHelper(value: unknown): ListedHelper | undefined {
  if (!isRecord(value)) return undefined;
  const { name, file, problem } = value;
  if (typeof name !== 'string' || typeof file !== 'string') return undefined;
  const stamp = readStamp(value['stamp']);
  if (typeof problem === 'string') return { name, file, stamp, problem };
  const checked = checkHelper(value['context']);
  // One that is not understood any more (another netsh wrote it) is loaded anew.
  return checked.ok ? { name, file, stamp, context: checked.context } : { name, file, stamp: undefined };
}

function readStamp(value: unknown): FileStamp | undefined {
  if (!isRecord(value)) return undefined;
  const { size, modifiedMs, inode } = value;
  return typeof size === 'number' && typeof modifiedMs === 'number' && typeof inode === 'number'
    ? { size, modifiedMs, inode }
    : undefined;
}
