import { readFileSync, statSync } from 'node:fs';

const MAX_BYTES = 4 * 1024 * 1024;

/** Reads a small system file; undefined where it is missing, unreadable, not a file or unreasonably long. */
export function readSystemText(path: string): string | undefined {
  try {
    const facts = statSync(path);
    return facts.isFile() && facts.size <= MAX_BYTES ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the path of a file of the `etc` folder (`services`, `hosts`), on Windows below System32. */
export function etcPath(name: string): string {
  return process.platform === 'win32'
    ? `${process.env['SystemRoot'] ?? String.raw`C:\Windows`}\\System32\\drivers\\etc\\${name}`
    : `/etc/${name}`;
}
