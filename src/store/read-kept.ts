import { readFileSync } from 'node:fs';
import { ERRORS, fill } from '../errors/errors.ts';
import { checkHome } from './check-home.ts';
import type { KeptFile, KeptFormat, ParsedFile } from './kept-file.ts';
import { readOwnFile } from './own-file.ts';
import { withRealPath } from './real-file.ts';
import { StoreError } from './store-error.ts';

/** What a kept file holds; `broken` where it cannot be used, and the value is that of the backup. */
export interface OnDisk<T> {
  readonly value: T;
  readonly broken?: BrokenFile | undefined;
}

/** Why a kept file cannot be used, and whether the backup took its place. */
export interface BrokenFile {
  readonly reason: string;
  readonly recovered: boolean;
}

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Reads a kept file, and changes nothing: the file, the last good copy where the file is broken, or the empty value.
 * Throws a `StoreError` where the file cannot be read or comes from a newer netsh.
 */
export function readKept<T>(kept: KeptFile, format: KeptFormat<T>): OnDisk<T> {
  checkHome(kept);
  const file = withRealPath(kept);
  const read = readOne(file.path, file, format);
  if (read === undefined) return { value: format.empty };
  if (read.kind === 'good') return { value: read.value };
  if (read.kind === 'newer') {
    const names = { what: titleOf(file), reason: read.reason };
    throw new StoreError('newer', fill(ERRORS.newer.says.file, names));
  }
  const backup = readOne(file.backup, file, format);
  return backup?.kind === 'good'
    ? { value: backup.value, broken: { reason: read.reason, recovered: true } }
    : { value: format.empty, broken: { reason: read.reason, recovered: false } };
}

/** Says why a kept file cannot be used, and what is used instead. */
export function brokenNotice<T>(
  file: KeptFile,
  { reason, recovered }: BrokenFile,
  { emptied }: Pick<KeptFormat<T>, 'emptied'>,
): string {
  return `${brokenSentence(file, reason)} ${
    recovered
      ? 'The last good copy is used instead; the latest change may be missing from it.'
      : `No good copy exists, so ${emptied}.`
  }`;
}

/** Says that a kept file cannot be used, and why. */
export function brokenSentence(file: KeptFile, reason: string): string {
  return `${titleOf(file)} is broken: ${reason}.`;
}

/** Returns how sentences name a kept file: `The table PATH`, `The rule file PATH`. */
export function titleOf({ name, path }: Pick<KeptFile, 'name' | 'path'>): string {
  return `The ${name === 'table' ? 'table' : 'rule file'} ${path}`;
}

function readOne<T>(path: string, { name }: KeptFile, { parse }: KeptFormat<T>): ParsedFile<T> | undefined {
  return readOwnFile(path, `${titleOf({ name, path })} cannot be read`, (fd, size) =>
    size > MAX_BYTES
      ? { kind: 'broken', reason: `it is larger than ${MAX_BYTES} bytes` }
      : parse(readFileSync(fd, 'utf8')),
  );
}
