import { statSync } from 'node:fs';
import { type CodeAt, ERRORS, fill } from '../errors/errors.ts';
import { Fault } from '../errors/fault.ts';
import { errorCode } from '../errors/unknown.ts';
import { mayBeHeld } from './patiently.ts';

/** A fault of the store; `message` is a sentence for people, the system's error is kept as the cause. */
export class StoreError extends Fault<CodeAt<'store'>> {
  override readonly name = 'StoreError';
}

/** Converts an error of the file system; the sentence begins with `what`, without a full stop. */
export function storeFault(
  error: unknown,
  what: string,
  platform: NodeJS.Platform = process.platform,
): StoreError {
  if (error instanceof StoreError) return error;
  const code = errorCode(error);
  if (mayBeHeld(error, platform) && (code === 'EBUSY' || isReplacing(error))) {
    const reason = isFolderInTheWay(error) ? TEXTS.EISDIR : HELD;
    return new StoreError('storage', fill(ERRORS.storage.says.file, { what, reason }), error);
  }
  const reason = TEXTS[code] ?? (code === '' ? String(error) : `the system answers ${code}`);
  const message = fill(ERRORS.storage.says.file, { what, reason });
  return new StoreError(DENIED.has(code) ? 'elevation' : 'storage', message, error);
}

/** Whether an existing file was to be replaced, copied or removed: then Windows' refusals mean that it is open elsewhere. */
function isReplacing(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && REPLACING.has(String(error.syscall));
}

/** Whether a file was to be renamed to the name of a folder, for which Windows has no code of its own. */
function isFolderInTheWay(error: unknown): boolean {
  const to = error instanceof Error && 'dest' in error ? String(error.dest) : undefined;
  return to !== undefined && statSync(to, { throwIfNoEntry: false })?.isDirectory() === true;
}

const REPLACING: ReadonlySet<string> = new Set(['rename', 'copyfile', 'unlink', 'rm']);
const HELD = 'another program has it open';

const DENIED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS']);

const TEXTS: Readonly<Record<string, string>> & { readonly EISDIR: string } = {
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'nothing of that name can be there',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EEXIST: 'a file of that name is in the way',
  EBUSY: 'the system uses it',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENAMETOOLONG: 'the path is too long',
  ELOOP: 'the path is a loop of links',
};
