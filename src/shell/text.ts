import { readdirSync } from 'node:fs';
import path from 'node:path';
import { visible } from '../language/visible.ts';

/** Joins lines, each safe to print (see `visible`) and ended. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/**
 * Returns paths that begin as the given one does, for completion; folders end with a slash. At most 200; never
 * throws.
 */
export function pathsLike(prefix: string): string[] {
  const folder = prefix.endsWith('/') ? prefix : path.dirname(prefix);
  const shown = prefix.includes('/') ? `${folder.replace(/\/$/, '')}/` : '';
  const begin = prefix.endsWith('/') ? '' : path.basename(prefix);
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((file) => file.name.startsWith(begin) && (begin !== '' || !file.name.startsWith('.')))
      .slice(0, 200)
      .map((file) => `${shown}${file.name}${file.isDirectory() ? '/' : ''}`);
  } catch {
    return [];
  }
}
