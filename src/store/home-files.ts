import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { HomePaths } from './home.ts';

/**
 * Returns whether a path is that of a file which netsh itself writes in a home directory, by whatever name, also one that does
 * not exist yet. What others keep beside those is theirs.
 */
export function isHomeFile(path: string, paths: HomePaths): boolean {
  const place = realPlace(path);
  if (dirname(place) === realPath(paths.run)) return true;
  const files = Object.values(paths).filter((value) => typeof value === 'string');
  return [...files, join(paths.home, 'history')].some(
    (own) => realPlace(own) === place || realPath(own) === place || isSameFile(own, path),
  );
}

/** The path with its folder as it really is. */
function realPlace(path: string): string {
  return join(realPath(dirname(path)), basename(path));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Whether two paths lead to one file, as names in different case do on some systems. */
function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => {
    try {
      return statSync(path, { bigint: true });
    } catch {
      return undefined;
    }
  });
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev && first.ino !== 0n;
}
