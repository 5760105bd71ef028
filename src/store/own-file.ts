import { type Stats, closeSync, constants, fstatSync, openSync } from 'node:fs';
import { ERRORS, fill } from '../errors/errors.ts';
import { errorCode } from '../errors/unknown.ts';
import { StoreError, storeFault } from './store-error.ts';
import { hasOwners, isTrustedOwner, othersMayWrite } from './trust.ts';

const { O_APPEND, O_CREAT, O_RDONLY, O_WRONLY } = constants;
/** Windows has neither: 0 there. A pipe is opened without waiting for its other end, and refused below. */
const O_NONBLOCK = constants.O_NONBLOCK ?? 0;
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;

/** Flags that open a file to be read. */
const TO_READ = O_RDONLY | O_NONBLOCK;
/** Flags that open a file to be read, but not through a link. */
export const TO_READ_ITSELF = TO_READ | O_NOFOLLOW;
/** Flags that open a file, but not through a link, to be written at its end; it is made where there is none. */
export const TO_APPEND = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW;

/**
 * Opens a file of the home directory, hands over its descriptor and size in bytes, and closes it. Returns undefined where
 * there is no file. Throws a `StoreError` that begins with `what` where it is no file, or somebody else's.
 */
export function readOwnFile<T>(
  path: string,
  what: string,
  read: (fd: number, size: number) => T,
): T | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, TO_READ);
    const facts = fstatSync(fd);
    refuseOthers(facts, what);
    return read(fd, facts.size);
  } catch (error) {
    if (fd === undefined && errorCode(error) === 'ENOENT') return undefined;
    throw storeFault(error, what);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/**
 * Opens a file of the home directory to write at its end; returns its descriptor and size in bytes. Throws a `StoreError`
 * that begins with `what`, also where it is a link, no file, or somebody else's.
 */
export function appendToOwnFile(path: string, what: string): { fd: number; size: number } {
  let fd: number | undefined;
  try {
    fd = openSync(path, TO_APPEND, 0o600);
    const facts = fstatSync(fd);
    refuseOthers(facts, what);
    return { fd, size: facts.size };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw openFault(error, what);
  }
}

/** Converts the error of an opening that follows no links. */
export function openFault(error: unknown, what: string): StoreError {
  switch (errorCode(error)) {
    case 'ELOOP':
      return refusal(what, 'it is a link');
    case 'ENXIO':
      return refusal(what, 'it is a named pipe');
    default:
      return storeFault(error, what);
  }
}

/** Throws a `StoreError` where an open file is no regular file, belongs to another user, or others may write to it. */
export function refuseOthers(facts: Pick<Stats, 'uid' | 'gid' | 'mode'> & Kinds, what: string): void {
  const reason = ownFileProblem(facts);
  if (reason !== undefined) throw refusal(what, reason);
}

type Kinds = Pick<Stats, 'isFile' | 'isDirectory' | 'isFIFO' | 'isSymbolicLink'>;

function ownFileProblem(facts: Parameters<typeof refuseOthers>[0]): string | undefined {
  if (!facts.isFile()) return `it is ${kindOf(facts)}`;
  if (!hasOwners()) return undefined;
  if (!isTrustedOwner(facts.uid)) return 'it belongs to another user';
  return othersMayWrite(facts) ? 'others can write to it (chmod go-w)' : undefined;
}

function kindOf(facts: Kinds): string {
  if (facts.isFIFO()) return 'a named pipe';
  if (facts.isSymbolicLink()) return 'a link';
  return facts.isDirectory() ? 'a folder' : 'a device or a socket';
}

function refusal(what: string, reason: string): StoreError {
  return new StoreError('storage', fill(ERRORS.storage.says.file, { what, reason }));
}
