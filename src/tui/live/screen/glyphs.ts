import type { EntryState } from '../../../portproxy/state.ts';

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
