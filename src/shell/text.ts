import { readdirSync } from 'node:fs';
import path from 'node:path';

/** Lines as text, each ended as this system ends lines. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => line + LINE_END).join('');
}

/** How lines of output end: CR LF on Windows, LF elsewhere. */
export const LINE_END = process.platform === 'win32' ? '\r\n' : '\n';

/** Paths that begin as the given one does, for completion; folders end with a slash. At most 200, never throws. */
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
