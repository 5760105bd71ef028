import { type CodeAt, ERRORS, fill } from '../errors/errors.ts';
import { Fault } from '../errors/fault.ts';
import { errorCode } from '../errors/unknown.ts';

/** A fault of the store; `message` is a sentence for people, the system's error is kept as the cause. */
export class StoreError extends Fault<CodeAt<'store'>> {
  override readonly name = 'StoreError';
}

/** Converts an error of the file system; the sentence begins with `what`, without a full stop. */
export function storeFault(error: unknown, what: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  const reason = TEXTS[code] ?? (code === '' ? String(error) : `the system answers ${code}`);
  const message = fill(ERRORS.storage.says.file, { what, reason });
  return new StoreError(DENIED.has(code) ? 'elevation' : 'storage', message, error);
}

const DENIED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'the path is a loop of links',
};
