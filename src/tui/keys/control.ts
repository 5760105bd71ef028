import { CTRL, type Key, chord } from './key.ts';

const NAMED: Readonly<Record<number, string>> = {
  0x09: 'Tab',
  0x0d: 'Enter',
  0x1b: 'Escape',
  0x7f: 'Backspace',
};

/**
 * Returns the key behind a control character (C0 and DEL), with further modifiers. On Windows libuv sends what the console
 * has for Backspace: BS, and DEL with Ctrl.
 */
export function controlKey(code: number, modifiers = 0, platform: NodeJS.Platform = process.platform): Key {
  if (platform === 'win32' && code === 0x08) return chord('Backspace', modifiers);
  if (platform === 'win32' && code === 0x7f) return chord('Backspace', modifiers | CTRL);
  const name = NAMED[code];
  if (name) return chord(name, modifiers);
  const letter = code === 0 ? 'Space' : String.fromCharCode(code + 0x40);
  return chord(letter, modifiers | CTRL);
}

/** Whether a UTF-16 unit is a control character: C0, DEL or C1. */
export function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f);
}
