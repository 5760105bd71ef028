import { ALT, type Key, character, chord } from './key.ts';
import { controlKey, isControl } from './control.ts';
import { csiKey, linuxKey, ss3Key } from './sequences.ts';

/**
 * The escape sequence at the start of the input: a key, no key at all, or unfinished; with its length in UTF-16
 * units.
 */
export type Escape =
  | { readonly kind: 'key'; readonly key: Key; readonly length: number }
  | { readonly kind: 'ignored'; readonly length: number }
  | { readonly kind: 'paste'; readonly length: number }
  | { readonly kind: 'partial' };

/** Longer answers of a terminal are taken for text; UTF-16 units. */
const MAX_ANSWER = 4096;

const CSI = /^\[([0-9:;<=>?]*)([ -#%-/]*)([@-~])/;
const RXVT_SHIFT = /^\[(\d+)\$/;
const UNFINISHED_CSI = /^\[[0-9:;<=>?]*[ -/]*$/;

/** Reads one escape sequence; `input` begins with ESC. */
export function readEscape(input: string): Escape {
  const rest = input.slice(1);
  if (rest === '') return { kind: 'partial' };
  switch (rest.charAt(0)) {
    case '[':
      return readCsi(rest);
    case 'O':
      return readSs3(rest);
    case ']':
      return readAnswer(rest, /^\]\d/);
    case 'P':
      return readAnswer(rest, /^P[\d!>|]/);
    case '\u001B':
      return withAlt(readEscape(rest));
    default:
      return altKey(rest);
  }
}

function readCsi(rest: string): Escape {
  if (rest.startsWith('[[')) {
    if (rest.length === 2) return { kind: 'partial' };
    return found(linuxKey(rest[2]!), 4);
  }
  const shifted = RXVT_SHIFT.exec(rest);
  if (shifted && !/^[@-~]/.test(rest.slice(shifted[0].length))) {
    return found(csiKey(shifted[1]!, '$'), shifted[0].length + 1);
  }
  const match = CSI.exec(rest);
  if (match) {
    const [all, parameters, between, final] = match;
    const length = all.length + 1;
    if (final === '~' && parameters === '200') return { kind: 'paste', length };
    return found(between === '' ? csiKey(parameters!, final!) : undefined, length);
  }
  if (UNFINISHED_CSI.test(rest) && rest.length < MAX_ANSWER) return { kind: 'partial' };
  return altKey(rest);
}

function readSs3(rest: string): Escape {
  const match = /^O(\d?)([A-Za-z])/.exec(rest);
  if (match) return found(ss3Key(match[1]!, match[2]!), match[0].length + 1);
  return /^O\d?$/.test(rest) ? { kind: 'partial' } : altKey(rest);
}

/** An answer of the terminal that reaches to BEL or ST (OSC, DCS). */
function readAnswer(rest: string, begin: RegExp): Escape {
  if (rest.length === 1) return { kind: 'partial' };
  if (!begin.test(rest)) return altKey(rest);
  // eslint-disable-next-line no-control-regex -- the terminators are control characters
  const end = /\u0007|\u001B\\/.exec(rest);
  if (end) return { kind: 'ignored', length: end.index + end[0].length + 1 };
  return rest.length < MAX_ANSWER ? { kind: 'partial' } : altKey(rest);
}

function altKey(rest: string): Escape {
  const value = String.fromCodePoint(rest.codePointAt(0)!);
  const code = value.codePointAt(0)!;
  if (!isControl(code)) return { kind: 'key', key: character(value, ALT), length: value.length + 1 };
  return code < 0x80
    ? { kind: 'key', key: controlKey(code, ALT), length: 2 }
    : { kind: 'ignored', length: 2 };
}

/** ESC before a sequence is how rxvt and others say Alt. */
function withAlt(inner: Escape): Escape {
  if (inner.kind === 'partial') return inner;
  if (inner.kind === 'key' && inner.key.kind === 'chord') {
    const name = inner.key.chord;
    if (!name.includes('Alt-') && name !== 'Escape') {
      const key: Key = name.startsWith('Ctrl-')
        ? { kind: 'chord', chord: `Ctrl-Alt-${name.slice(5)}` }
        : { kind: 'chord', chord: `Alt-${name}` };
      return { kind: 'key', key, length: inner.length + 1 };
    }
  }
  return { kind: 'key', key: chord('Escape'), length: 1 };
}

function found(key: Key | undefined, length: number): Escape {
  return key ? { kind: 'key', key, length } : { kind: 'ignored', length };
}
