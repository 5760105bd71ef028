import { type Token, quoteWord } from '../language/token.ts';
import { chooseText, fillText } from './fill.ts';
import { findRow } from './find.ts';
import { givenValues } from './given.ts';
import { isSentence } from './row.ts';

const SYSTEMS = { linux: 'Linux', darwin: 'macOS' } as const;

/**
 * Returns in one line what does the job of a command, or of a whole context, that Windows has and this netsh does not emulate;
 * undefined for what Windows does not know either. `contexts` are the names of the contexts that a line was typed in, without
 * the root: like netsh, those above are asked after the inner ones.
 */
export function adviceOn(
  words: readonly Token[],
  contexts: readonly string[],
  platform: NodeJS.Platform,
): string | undefined {
  for (let depth = contexts.length; depth >= 0; depth--) {
    const above = contexts.slice(0, depth);
    const found = findRow([...above, ...words.map((word) => word.text)]);
    // A row that the contexts alone lead to says nothing about the line.
    if (!found || found.used <= depth) continue;
    if (platform === 'win32') return inWindows([...above, ...words.map((word) => word.text)]);
    if (platform !== 'linux' && platform !== 'darwin') return undefined;
    const { row, used } = found;
    const system = SYSTEMS[platform];
    const given = givenValues(words.slice(used - depth), row.tags?.split(' ') ?? []);
    const text = chooseText(platform === 'linux' ? row.linux : row.macos, given);
    if (text === undefined) return undefined;
    const filled = fillText(text.replaceAll('{system}', system), given);
    return isSentence(text) ? filled : `On ${system}: ${filled}`;
  }
  return undefined;
}

const WINDOWS_NETSH = String.raw`%SystemRoot%\System32\netsh.exe`;

/** Words with signs of cmd or PowerShell are not repeated, so that a copied line does only what it shows. */
function inWindows(words: readonly string[]): string {
  const isSafe = words.every((word) => /^[\p{L}\p{N} @+=:,./\\*_-]+$/u.test(word));
  const line = isSafe ? `: ${[WINDOWS_NETSH, ...words.map(quoteWord)].join(' ')}` : ` (${WINDOWS_NETSH}).`;
  return `Run it in Windows' own netsh${line}`;
}
