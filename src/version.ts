import { readFileSync } from 'node:fs';

/** Returns the version of this program, from the package.json in the folder above the code. */
export function version(): string {
  const found: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : '0';
}
