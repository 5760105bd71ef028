import { stripVTControlCharacters } from 'node:util';
import { visibleText } from '../../language/visible.ts';

/** Returns what another program said (ssh, a login shell, a broadcast) without its colours and titles, safe to print. */
export function foreignText(text: string): string {
  return visibleText(stripVTControlCharacters(text).replaceAll(/\r+\n?/g, '\n')).trim();
}

/** Returns the last 8 lines of such a text that are not empty, at most 300 characters of each. */
export function foreignLines(text: string): string[] {
  return foreignText(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-8)
    .map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line));
}
