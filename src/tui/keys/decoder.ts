import { ALT, type Key, character, chord, text } from './key.ts';
import { controlKey, isControl } from './control.ts';
import { readEscape } from './escape.ts';

const ESC = '\u001B';
const CTRL_C = '\u0003';
const PASTE_END = '\u001B[201~';

/**
 * What the end of the input may still become. `escape`: an Escape, or with what follows at once a sequence; `more`: a
 * sequence or a paste that has begun and may take its time on a slow line.
 */
type Pending = 'nothing' | 'escape' | 'more';

/** Turns the bytes of a terminal into keys, however the bytes are cut into chunks. */
export interface Decoder {
  push(bytes: Uint8Array): Key[];
  readonly pending: Pending;
  /**
   * Returns the keys of what nothing has followed for a moment: a lone Escape, or Alt with a character. A sequence
   * without its end is dropped; a paste goes on, and from now on Ctrl-C alone gives it up.
   */
  flush(): Key[];
}

/** Creates a decoder. It has no clock: the caller decides when a lone Escape is one. */
export function createDecoder(): Decoder {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  let paste: string[] | undefined;
  /** An Escape was flushed, and what follows may be the rest of its sequence, which came late. */
  let isAfterEscape = false;
  let isPasteStalled = false;

  function push(bytes: Uint8Array): Key[] {
    const text = utf8.decode(bytes, { stream: true });
    if (isPasteStalled && text === CTRL_C) {
      paste = undefined;
      rest = '';
    }
    isPasteStalled = false;
    if (isAfterEscape && text !== '') {
      isAfterEscape = false;
      if (text.startsWith('[')) rest = ESC;
    }
    rest += text;
    return read();
  }

  function read(): Key[] {
    const keys: Key[] = [];
    while (rest !== '') {
      if (paste) {
        if (!readPaste(paste, keys)) break;
      } else if (rest.startsWith(ESC)) {
        const escape = readEscape(rest);
        if (escape.kind === 'partial') break;
        rest = rest.slice(escape.length);
        if (escape.kind === 'key') keys.push(escape.key);
        else if (escape.kind === 'paste') paste = [];
      } else readPlain(keys);
    }
    return keys;
  }

  /** Takes what belongs to the paste; true when its end was found. */
  function readPaste(parts: string[], keys: Key[]): boolean {
    const end = rest.indexOf(PASTE_END);
    const taken = end < 0 ? rest.length - heldBack(rest) : end;
    parts.push(rest.slice(0, taken));
    rest = rest.slice(end < 0 ? taken : end + PASTE_END.length);
    if (end < 0) return false;
    keys.push({ kind: 'paste', text: parts.join('') });
    paste = undefined;
    return true;
  }

  function readPlain(keys: Key[]): void {
    const code = rest.charCodeAt(0);
    if (isControl(code)) {
      if (code < 0x80) keys.push(controlKey(code));
      rest = rest.slice(1);
      return;
    }
    let end = 1;
    while (end < rest.length && !isControl(rest.charCodeAt(end))) end++;
    keys.push(text(rest.slice(0, end)));
    rest = rest.slice(end);
  }

  return {
    push,
    get pending() {
      if (paste !== undefined || isAfterEscape) return 'more';
      if (rest === '') return 'nothing';
      // Alt-_ is a key that somebody presses; `ESC _` alone begins nothing that a terminal sends unasked.
      return ['', '_'].includes(rest.slice(escapesOf(rest))) ? 'escape' : 'more';
    },
    flush() {
      if (paste !== undefined) isPasteStalled = true;
      isAfterEscape = false;
      if (paste !== undefined || rest === '') return [];
      const escapes = escapesOf(rest);
      const after = rest.slice(escapes);
      rest = '';
      if (after.length > 1) return [];
      isAfterEscape = after === '';
      const lone = Array.from({ length: after === '' ? escapes : escapes - 1 }, () => chord('Escape'));
      return after === '' ? lone : [...lone, character(after, ALT)];
    },
  };
}

/** Returns how many Escapes a text begins with. */
function escapesOf(value: string): number {
  let count = 0;
  while (value[count] === ESC) count++;
  return count;
}

/** Returns how much of the end of a text may begin the end of a paste. */
function heldBack(value: string): number {
  for (let length = Math.min(PASTE_END.length - 1, value.length); length > 0; length--) {
    if (PASTE_END.startsWith(value.slice(-length))) return length;
  }
  return 0;
}
