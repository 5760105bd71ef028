import { Chalk } from 'chalk';

/** The meaning of a stretch of the command line, or of what stands under it. */
type LineStyle =
  | 'prompt'
  | 'context'
  | 'command'
  | 'tag'
  | 'value'
  | 'option'
  | 'comment'
  | 'wrong'
  | 'ghost'
  | 'hint'
  | 'current'
  | 'problem'
  | 'effect';

/** The meaning of a stretch in monitor and panel; `quiet` is beside the point: headings, zeros, rules; a `match` was searched for. */
export type Tone =
  | 'plain'
  | 'quiet'
  | 'strong'
  | 'good'
  | 'warning'
  | 'bad'
  | 'key'
  | 'selected'
  | 'match'
  | 'selected-match';

/** The meaning of a stretch of the screen. */
export type Style = LineStyle | Tone;

/** Writes each style: text in, text with its escape sequences out. */
export type Theme = Readonly<Record<Style, (text: string) => string>>;

/**
 * The colours, each as one of the 256 that are the same in every palette, and exactly where a terminal has more. All have
 * a contrast of 4.5 or more on black and on white, which none of the sixteen colours of common palettes has.
 */
const COLORS = {
  blue: { index: 63, exact: '#5f5fff' },
  green: { index: 29, exact: '#00875f' },
  violet: { index: 98, exact: '#875fd7' },
  pink: { index: 163, exact: '#d700af' },
  red: { index: 131, exact: '#ee0000' },
  amber: { index: undefined, exact: '#b26200' },
  grey: { index: 243, exact: '#767676' },
} as const;

type Ink = (text: string) => string;

/**
 * Creates a theme that fits dark and light terminals. Where there are fewer than 256 colours, and with NO_COLOR, only
 * bold, dim, underline and inverse remain, which are no colours.
 */
export function createTheme(env: NodeJS.ProcessEnv): Theme {
  const depth = colorDepth(env);
  const ink = new Chalk({ level: depth === 'exact' ? 3 : 2 });
  const colored = (name: keyof typeof COLORS, otherwise: Ink): Ink => {
    const { index, exact } = COLORS[name];
    if (depth === 'exact') return ink.hex(exact);
    return depth === 'none' || index === undefined ? otherwise : ink.ansi256(index);
  };
  const quiet = colored('grey', ink.dim);
  const bad = colored('red', plain);
  return {
    prompt: depth === 'none' ? plain : ink.bold,
    plain,
    context: colored('blue', plain),
    command: depth === 'none' ? plain : ink.bold,
    tag: colored('violet', plain),
    value: colored('green', plain),
    option: colored('pink', plain),
    comment: quiet,
    wrong: (text) => bad(ink.underline(text)),
    ghost: quiet,
    hint: quiet,
    current: ink.bold,
    problem: bad,
    effect: depth === 'none' ? plain : ink.bold,
    selected: ink.inverse,
    match: ink.bold.underline,
    'selected-match': ink.inverse.underline,
    quiet,
    strong: ink.bold,
    good: colored('green', plain),
    warning: colored('amber', depth === 'none' ? plain : ink.bold),
    bad,
    key: colored('blue', plain),
  };
}

/** FORCE_COLOR counts as elsewhere: 0 for none, 1 for sixteen colours, 2 for 256, 3 for all. */
function colorDepth(env: NodeJS.ProcessEnv): 'none' | '256' | 'exact' {
  const forced = env['FORCE_COLOR'];
  if (env['NO_COLOR'] || forced === '0' || forced === '1') return 'none';
  if (forced === '3' || /^(truecolor|24bit)$/i.test(env['COLORTERM'] ?? '')) return 'exact';
  return forced !== '2' && FEW_COLORS.test(env['TERM'] ?? '') ? 'none' : '256';
}

/** Terminals that know sixteen colours at most; whatever calls itself xterm has 256 today. */
const FEW_COLORS = /^(linux|dumb|ansi|cons25|cygwin|vt\d+|sun)/;

function plain(text: string): string {
  return text;
}
