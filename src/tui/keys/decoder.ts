import { ALT, type Key, character, chord, text } from './key.ts';
import { controlKey, isControl } from './control.ts';
import { readEscape } from './escape.ts';

const PASTE_END = '\u001B[201~';

/** Turns the bytes of a terminal into keys, however the bytes are cut into chunks. */
export interface Decoder {
  push(bytes: Uint8Array): Key[];
  /** Whether an escape sequence has begun. If nothing follows for a moment, `flush` returns what it was. */
  readonly pending: boolean;
  /** Returns the keys of an unfinished sequence: a lone Escape, or Alt with a character. */
  flush(): Key[];
}

/** Creates a decoder. It has no clock: the caller decides when a lone Escape is one. */
export function createDecoder(): Decoder {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  let paste: string[] | undefined;

  function push(bytes: Uint8Array): Key[] {
    rest += utf8.decode(bytes, { stream: true });
    return read();
  }

  function read(): Key[] {
    const keys: Key[] = [];
    while (rest !== '') {
      if (paste) {
        if (!readPaste(paste, keys)) break;
      } else if (rest.startsWith('\u001B')) {
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
      return paste === undefined && rest !== '';
    },
    flush() {
      if (paste !== undefined || rest === '') return [];
      const after = rest.slice(1);
      rest = '';
      const lead = after[0];
      if (lead === undefined) return [chord('Escape')];
      if (lead === '\u001B') {
        rest = after;
        return [chord('Escape'), ...this.flush()];
      }
      rest = after.slice(1);
      return [character(lead, ALT), ...read()];
    },
  };
}

/** Returns how much of the end of a text may begin the end of a paste. */
function heldBack(value: string): number {
  for (let length = Math.min(PASTE_END.length - 1, value.length); length > 0; length--) {
    if (PASTE_END.startsWith(value.slice(-length))) return length;
  }
  return 0;
}
