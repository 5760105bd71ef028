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

/** The meaning of a stretch in monitor and panel; `quiet` is beside the point: headings, zeros, rules. */
export type Tone = 'plain' | 'quiet' | 'strong' | 'good' | 'warning' | 'bad' | 'key' | 'selected';

/** The meaning of a stretch of the screen. */
export type Style = LineStyle | Tone;

/** Writes each style: text in, text with its escape sequences out. */
export type Theme = Readonly<Record<Style, (text: string) => string>>;

/**
 * Creates a theme from the terminal's own sixteen colours, so that it fits light and dark ones. With NO_COLOR only
 * bold, dim, underline and inverse remain, which are no colours.
 */
export function createTheme(env: NodeJS.ProcessEnv): Theme {
  const ink = new Chalk({ level: 1 });
  const isColored = hasColor(env);
  return {
    prompt: isColored ? ink.bold : plain,
    plain,
    context: isColored ? ink.blue : plain,
    command: isColored ? ink.cyan : plain,
    tag: isColored ? ink.magenta : plain,
    value: isColored ? ink.green : plain,
    option: isColored ? ink.yellow : plain,
    comment: ink.dim,
    wrong: isColored ? ink.red.underline : ink.underline,
    ghost: ink.dim,
    hint: ink.dim,
    current: ink.bold,
    problem: isColored ? ink.red : plain,
    effect: isColored ? ink.yellow : plain,
    selected: ink.inverse,
    quiet: ink.dim,
    strong: ink.bold,
    good: isColored ? ink.green : plain,
    warning: isColored ? ink.yellow : plain,
    bad: isColored ? ink.red : plain,
    key: isColored ? ink.cyan : plain,
  };
}

function hasColor(env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  return env['FORCE_COLOR'] !== '0';
}

function plain(text: string): string {
  return text;
}
