import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { errorCode } from '../errors/unknown.ts';
import type { KeptFile } from './kept-file.ts';
import { StoreError, storeFault } from './store-error.ts';
import { isTrustedOwner, wayProblem } from './trust.ts';

/** Returns a kept file with its real path, and the backup beside that, where it is a link. */
export function withRealPath(file: KeptFile): KeptFile {
  const path = realFile(file.path);
  if (path === file.path) return file;
  const end = extname(path);
  return { ...file, path, backup: join(dirname(path), `${basename(path, end)}.backup${end}`) };
}

/**
 * Returns the file behind a file of the home directory that is a link, whether it exists or not, so that it is replaced
 * there and the link stays; the path itself where it is no link. Throws a `StoreError`, also where somebody else could
 * have placed the link or could replace the file behind it.
 */
export function realFile(path: string): string {
  try {
    const facts = lstatSync(path, { throwIfNoEntry: false });
    if (!facts?.isSymbolicLink()) return path;
    const target = followed(path);
    const problem = isTrustedOwner(facts.uid)
      ? wayProblem(target)
      : `The link ${path} belongs to another user.`;
    if (problem !== undefined) throw new StoreError('storage', problem);
    return target;
  } catch (error) {
    throw storeFault(error, `The link ${path} cannot be followed`);
  }
}

function followed(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const target = linkTarget(path);
  return target === undefined ? path : followed(target);
}

/** Returns what a link points to, whose folder must exist; undefined for anything else. */
function linkTarget(path: string): string | undefined {
  let text: string;
  try {
    text = readlinkSync(path);
  } catch {
    return undefined;
  }
  const target = resolve(dirname(path), text);
  return join(realpathSync(dirname(target)), basename(target));
}
