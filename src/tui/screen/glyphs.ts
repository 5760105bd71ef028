import type { EntryState } from '../../portproxy/state.ts';

/** The signs to draw with; each fills one cell. */
export interface Glyphs {
  /** Levels of a sparkline, the lowest first. */
  readonly bars: readonly string[];
  readonly states: Readonly<Record<EntryState, string>>;
  readonly running: string;
  readonly stopped: string;
  readonly rule: string;
  readonly cursor: string;
  readonly mark: string;
  readonly dot: string;
  readonly arrow: string;
  readonly rising: string;
  readonly falling: string;
  readonly cut: string;
  readonly ok: string;
  readonly failed: string;
}

const UNICODE: Glyphs = {
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  states: { listening: '●', held: '◐', failed: '✗', disabled: '○', stopped: '·' },
  running: '●',
  stopped: '○',
  rule: '─',
  cursor: '▸',
  mark: '✓',
  dot: '·',
  arrow: '→',
  rising: '▲',
  falling: '▼',
  cut: '…',
  ok: '✓',
  failed: '✗',
};

const ASCII: Glyphs = {
  bars: ['_', '.', ':', '-', '=', '+', '*', '#'],
  states: { listening: '*', held: '~', failed: '!', disabled: 'o', stopped: '-' },
  running: '*',
  stopped: '-',
  rule: '-',
  cursor: '>',
  mark: '+',
  dot: '|',
  arrow: '>',
  rising: '^',
  falling: 'v',
  cut: '~',
  ok: '+',
  failed: '!',
};

/**
 * Returns the signs that a terminal can show: plain ASCII on the Linux console and where the locale names another
 * coding.
 */
export function glyphsFor(env: NodeJS.ProcessEnv): Glyphs {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const isUnicode = locale === '' || /utf-?8/i.test(locale);
  return isUnicode && env['TERM'] !== 'linux' ? UNICODE : ASCII;
}

/** Returns how to write our texts with the signs that a terminal can show, each of which fills one cell. */
export function signsFor(env: NodeJS.ProcessEnv): (text: string) => string {
  if (glyphsFor(env) === UNICODE) return (text) => text;
  return (text) => text.replaceAll(/[…→–]/g, (sign) => IN_ASCII[sign] ?? sign);
}

/** The signs in our sentences, lists and hints. */
const IN_ASCII: Readonly<Record<string, string>> = { '…': ASCII.cut, '→': ASCII.arrow, '–': '-' };
