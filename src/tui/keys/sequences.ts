import { ALT, CTRL, type Key, SHIFT, character, chord } from './key.ts';
import { controlKey, isControl } from './control.ts';

/** Final letters of `ESC [` and `ESC O` sequences (xterm, VT100). */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  E: 'Begin',
  F: 'End',
  H: 'Home',
  M: 'Enter',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
};

/** Numbers of `ESC [ n ~` sequences (VT220, xterm, rxvt, Linux console). */
const NUMBERS: Readonly<Record<number, string>> = {
  1: 'Home',
  2: 'Insert',
  3: 'Delete',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
};

/** rxvt says modifiers by the final character of a numbered sequence. */
const RXVT_FINALS: Readonly<Record<string, number>> = { '~': 0, $: SHIFT, '^': CTRL, '@': CTRL | SHIFT };

/**
 * Returns the key behind `ESC [ parameters final`; undefined for what is no key: replies of the terminal, focus and
 * mouse reports, releases of keys, and undocumented sequences.
 */
export function csiKey(parameters: string, final: string): Key | undefined {
  if (final === 'c' && parameters.startsWith('>')) return { kind: 'answer', parameters: parameters.slice(1) };
  if (/^[?<>=]/.test(parameters)) return undefined;
  const fields = parameters.split(';').map((field) => field.split(':'));
  const first = number(fields[0]?.[0]);
  const modifiers = Math.max(0, number(fields[1]?.[0]) - 1);
  const isRelease = fields[1]?.[1] === '3';
  if (isRelease) return undefined;
  if (final === 'Z') return chord('Tab', modifiers | SHIFT);
  if (final === 'u') return codePointKey(first, modifiers);
  if (final === '~' && first === 27) return codePointKey(number(fields[2]?.[0]), modifiers);
  if (final in RXVT_FINALS) {
    const name = NUMBERS[first];
    return name === undefined ? undefined : chord(name, keep(modifiers) | RXVT_FINALS[final]!);
  }
  if (/[a-d]/.test(final)) return chord(LETTERS[final.toUpperCase()]!, SHIFT);
  const name = LETTERS[final];
  // `ESC [ row ; column R` is the terminal's answer to a question about its cursor; F3 comes with 1 or nothing.
  if (name === undefined || final === 'M' || (final === 'R' && first > 1)) return undefined;
  return chord(name, keep(modifiers));
}

/** Returns the key behind `ESC O final`, with the modifier digit that some terminals put between. */
export function ss3Key(modifier: string, final: string): Key | undefined {
  const modifiers = modifier === '' ? 0 : keep(Math.max(0, number(modifier) - 1));
  if (/[a-d]/.test(final)) return chord(LETTERS[final.toUpperCase()]!, CTRL);
  const name = LETTERS[final];
  if (name !== undefined) return chord(name, modifiers);
  // The keypad in application mode: its digits and signs stand 0x40 above the characters they type.
  if (/[j-y]/.test(final)) return character(String.fromCharCode(final.charCodeAt(0) - 0x40), modifiers);
  return undefined;
}

/** Returns a key of the Linux console's `ESC [ [ A` to `ESC [ [ E`. */
export function linuxKey(final: string): Key | undefined {
  const at = 'ABCDE'.indexOf(final);
  return at < 0 ? undefined : chord(`F${at + 1}`);
}

/** A key named by its code point (kitty's `CSI u`, xterm's modifyOtherKeys). */
function codePointKey(code: number, modifiers: number): Key | undefined {
  const kept = keep(modifiers);
  if (isControl(code)) return code < 0x80 ? controlKey(code, kept) : undefined;
  // Kitty names keys without a character by code points of the private use area.
  if ((code >= 0xe000 && code <= 0xf8ff) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    return undefined;
  }
  const value = String.fromCodePoint(code);
  return character(kept & SHIFT ? value.toUpperCase() : value, kept);
}

function keep(modifiers: number): number {
  return modifiers & (SHIFT | ALT | CTRL);
}

function number(field: string | undefined): number {
  return field === undefined || field === '' ? 0 : Number.parseInt(field, 10);
}
