import { readFileSync, statSync } from 'node:fs';
import { readOwnFile } from '../store/own-file.ts';
import { StoreError, storeFault } from '../store/store-error.ts';
import { hasOwners, wayProblem } from '../store/trust.ts';

/** Longest file of a secret, in bytes. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads a file with a secret. Throws a `StoreError` where it cannot be read, where anybody but its owner may read it, or
 * where somebody else could replace it; the error never has any of its text.
 */
export function readSecret(path: string): string {
  return readSmall(path, 0o077, 'others can read it (chmod go-rwx)');
}

/** Reads a file that others may read, but not write: a certificate. Throws a `StoreError`. */
export function readPublic(path: string): string {
  return readSmall(path, 0, '');
}

function readSmall(path: string, forbidden: number, reason: string): string {
  const what = `The file ${path} cannot be used`;
  const way = wayProblem(path);
  if (way !== undefined) throw new StoreError('storage', `${what}. ${way}`);
  const text = readOwnFile(path, what, (fd, size) => {
    if (size > MAX_BYTES) throw new StoreError('storage', `${what}: it is larger than ${MAX_BYTES} bytes.`);
    return readFileSync(fd, 'utf8');
  });
  if (text === undefined) throw new StoreError('storage', `${what}: the file does not exist.`);
  if (forbidden !== 0 && hasOwners() && (modeOf(path, what) & forbidden) !== 0) {
    throw new StoreError('storage', `${what}: ${reason}.`);
  }
  return text;
}

function modeOf(path: string, what: string): number {
  try {
    return statSync(path).mode;
  } catch (error) {
    throw storeFault(error, what);
  }
}
