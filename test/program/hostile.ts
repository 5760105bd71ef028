import fc from 'fast-check';
import { isVisible } from '../../src/language/visible.ts';

/** Texts that steer a terminal, forge lines of ours, or are harmless; without NUL, which no argument can hold. */
export const PARTS = [
  '\u001B[2J',
  '\u001B]0;title\u0007',
  '\u001BP$q\u001B\\',
  '\u0007',
  '\b',
  '\t',
  '\r',
  '\u007F',
  '\n\n127.0.0.1       80',
  '\r\nOk.',
  '\u009B31m',
  '\u009D52;c;\u009C',
  '\u202E',
  '\u2066',
  '\u200F',
  '\u2028',
  '\u2029',
  '\uFEFF',
  '\u{E0041}',
  '10.0.0.1',
  'ü',
  'ไทย',
  '漢字',
  '👩‍💻',
  ' ',
] as const;

/** Any such text. */
export const hostile: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''));

/** Returns the lines of an output that would steer a terminal; tabs are no harm. */
export function steering(output: string): string[] {
  return output.split(/[\n\t]/).filter((line) => !isVisible(line));
}

/** Returns what is left of a terminal's raw output without the sequences that are ours: colours, cursor, modes, erasing. */
export function withoutOurs(raw: string): string {
  // oxlint-disable-next-line no-control-regex
  return raw.replaceAll(/\u001B\[[?>=]?[\d;]*[A-Za-z]|\u001B[78=>]|[\r\n\t]/g, '');
}
