import { readFileSync, writeFileSync } from 'node:fs';
import { isRecord } from '../portproxy/is-record.ts';
import { checkHome } from '../store/check-home.ts';
import { type HomePaths, prepareHome } from '../store/home.ts';
import { parseJsonText } from '../store/json-text.ts';
import { readOwnFile } from '../store/own-file.ts';
import { renamePatiently } from '../store/patiently.ts';
import { realFile } from '../store/real-file.ts';
import { storeFault } from '../store/store-error.ts';
import { checkHelper } from './check.ts';
import type { ContextDescription } from './description.ts';
import type { FileStamp } from './module-file.ts';

/** A helper that was added: the file of its module, and the result of its last loading. */
export interface ListedHelper {
  readonly name: string;
  readonly file: string;
  /** The state of the file when it was loaded. */
  readonly stamp: FileStamp | undefined;
  readonly context?: ContextDescription | undefined;
  /** Why it cannot be used; it is tried again when its file has changed. */
  readonly problem?: string | undefined;
}

/** Reads the helpers of a home directory, without those that are not understood. Throws a `StoreError`. */
export function readHelpers(paths: HomePaths): ListedHelper[] {
  checkHome(paths);
  const what = `The list of helpers ${paths.helpers} cannot be read`;
  const text = readOwnFile(realFile(paths.helpers), what, (fd) => readFileSync(fd, 'utf8'));
  return parseList(text ?? '').flatMap((value) => readHelper(value) ?? []);
}

/** Writes the helpers of a home directory, whole or not at all. Throws a `StoreError`. */
export function writeHelpers(paths: HomePaths, helpers: readonly ListedHelper[]): void {
  try {
    prepareHome(paths);
    const file = realFile(paths.helpers);
    const unready = `${file}.${process.pid}.new`;
    writeFileSync(unready, `${JSON.stringify({ helpers }, undefined, 2)}\n`, { mode: 0o600 });
    renamePatiently(unready, file);
  } catch (error) {
    throw storeFault(error, `The list of helpers ${paths.helpers} cannot be written`);
  }
}

function parseList(text: string): readonly unknown[] {
  try {
    const value = parseJsonText(text);
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
