import type { Style } from '../../screen/theme.ts';

/** What colours and weights mean in the monitor, in the styles of the shell's theme. */
export const TONE = {
  plain: 'plain',
  /** Beside the point: headings, zeros, rules. */
  quiet: 'hint',
  strong: 'current',
  good: 'value',
  warn: 'effect',
  bad: 'problem',
  picked: 'selected',
  key: 'command',
} as const satisfies Record<string, Style>;

/** One of the tones. */
export type Tone = (typeof TONE)[keyof typeof TONE];
