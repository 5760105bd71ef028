import { readdirSync } from 'node:fs';
import path from 'node:path';
import { visible } from '../language/visible.ts';

/** Joins lines, each safe to print (see `visible`) and ended. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** Lists the names in a folder. Throws where it cannot be read. */
type ReadFolder = (folder: string) => readonly { readonly name: string; isDirectory(): boolean }[];

/**
 * Returns paths that begin as the given one does, for completion; folders end with a separator. At most 200; never
 * throws. On Windows both separators count, the one typed last is used, and a drive alone (`C:`) is its current folder;
 * there and on macOS letters of either case are the same.
 */
export function pathsLike(
  prefix: string,
  platform: NodeJS.Platform = process.platform,
  readFolder: ReadFolder = (folder) => readdirSync(folder, { withFileTypes: true }),
): string[] {
  const [shown = ''] = (platform === 'win32' ? /^(?:.*[\\/]|[a-z]:)/i : /^.*\//).exec(prefix) ?? [];
  const separator = platform === 'win32' ? (/[\\/](?=[^\\/]*$)/.exec(prefix)?.[0] ?? path.win32.sep) : '/';
  const folded = (name: string): string =>
    platform === 'win32' || platform === 'darwin' ? name.toLowerCase() : name;
  const begin = folded(prefix.slice(shown.length));
  try {
    return readFolder(shown === '' ? '.' : shown)
      .filter(({ name }) => folded(name).startsWith(begin) && (begin !== '' || !name.startsWith('.')))
      .slice(0, 200)
      .map((file) => `${shown}${file.name}${file.isDirectory() ? separator : ''}`);
  } catch {
    return [];
  }
}
