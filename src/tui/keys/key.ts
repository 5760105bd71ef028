/** Input of a terminal, decoded. */
export type Key =
  /** Printable text, one or more characters typed in a row. */
  | { readonly kind: 'text'; readonly text: string }
  /** A bracketed paste, as it came. */
  | { readonly kind: 'paste'; readonly text: string }
  /**
   * A key with its modifiers in a fixed order: `Ctrl-A`, `Alt-Left`, `Ctrl-Alt-Shift-Home`, `F1`. `typed`: the
   * character that was pressed with Alt, which a terminal sends just as Escape and that character.
   */
  | { readonly kind: 'chord'; readonly chord: string; readonly typed?: string }
  /** The terminal's answer to who it is (`ESC [ > c`): the parameters, without their signs. */
  | { readonly kind: 'answer'; readonly parameters: string };

/** Modifier bits as xterm sends them, one less than the number in the sequence. */
export const SHIFT = 1;
export const ALT = 2;
export const CTRL = 4;

/** Returns a key with its modifiers, named as the key table writes it. */
export function chord(name: string, modifiers = 0): Extract<Key, { kind: 'chord' }> {
  const ctrl = modifiers & CTRL ? 'Ctrl-' : '';
  const alt = modifiers & ALT ? 'Alt-' : '';
  const shift = modifiers & SHIFT ? 'Shift-' : '';
  return { kind: 'chord', chord: `${ctrl}${alt}${shift}${name}` };
}

/** Printable text. */
export function text(value: string): Key {
  return { kind: 'text', text: value };
}

/** Returns text for a printable character without Ctrl or Alt, else a chord; letters are named in upper case. */
export function character(value: string, modifiers: number): Key {
  if ((modifiers & (CTRL | ALT)) === 0) return text(value);
  const name = value === ' ' ? 'Space' : value.toUpperCase();
  const isLetter = value.toLowerCase() !== value.toUpperCase();
  const key = chord(name, isLetter ? modifiers & ~SHIFT : modifiers & (CTRL | ALT));
  return modifiers & CTRL ? key : { ...key, typed: value };
}
