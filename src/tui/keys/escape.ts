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

/** Longer sequences are dropped; UTF-16 units. */
const MAX_LENGTH = 65_536;

const CSI = /^\[([0-9:;<=>?]*)([ -#%-/]*)([@-~])/;
const RXVT_SHIFT = /^\[(\d+)\$/;
const BEGUN_CSI = /^\[[0-9:;<=>?]*[ -/]*/;

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
    case '_':
      return readAnswer(rest, /^_G/);
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
  const begun = BEGUN_CSI.exec(rest)?.[0].length ?? 0;
  if (begun === rest.length && begun < MAX_LENGTH) return { kind: 'partial' };
  // A sequence broken off is dropped: its parameters are nothing that somebody typed.
  return begun > 1 ? { kind: 'ignored', length: begun + 1 } : altKey(rest);
}

function readSs3(rest: string): Escape {
  const match = /^O(\d?)([A-Za-z])/.exec(rest);
  if (match) return found(ss3Key(match[1]!, match[2]!), match[0].length + 1);
  return /^O\d?$/.test(rest) ? { kind: 'partial' } : altKey(rest);
}

/**
 * An answer of the terminal that reaches to BEL or ST (OSC, DCS, APC). Another control character breaks it off, so that
 * no answer swallows keys.
 */
function readAnswer(rest: string, begin: RegExp): Escape {
  if (rest.length === 1) return { kind: 'partial' };
  if (!begin.test(rest)) return altKey(rest);
  const at = rest.split('').findIndex((unit) => isControl(unit.charCodeAt(0)));
  if (at < 0 || (rest[at] === '\u001B' && at === rest.length - 1)) {
    return rest.length < MAX_LENGTH ? { kind: 'partial' } : { kind: 'ignored', length: rest.length + 1 };
  }
  // Lengths count the ESC that `rest` is without.
  if (rest[at] === '\u0007') return { kind: 'ignored', length: at + 2 };
  return { kind: 'ignored', length: rest.startsWith('\u001B\\', at) ? at + 3 : at + 1 };
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
