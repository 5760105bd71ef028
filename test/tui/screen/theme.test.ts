import { describe, expect, test } from 'vitest';
import { type Style, createTheme } from '../../../src/tui/screen/theme.ts';

/** The sixteen colours of common terminals as they are delivered, as RGB. */
const PALETTES = {
  xterm:
    '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff',
  PuTTY:
    '000000 bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff',
  'Windows Terminal':
    '0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2',
  'macOS Terminal':
    '000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5',
  'VS Code':
    '000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db e5e5e5',
} as const;

const GROUNDS = { black: '000000', white: 'ffffff' } as const;

/** The least contrast at which text is easy to read (WCAG 2, level AA). */
const LEAST = 4.5;

const STYLES = Object.keys(createTheme({})) as Style[];

describe.each([
  ['256 colours', { TERM: 'xterm-256color' }],
  ['all colours', { TERM: 'xterm-256color', COLORTERM: 'truecolor' }],
  ['sixteen colours', { TERM: 'linux' }],
])('with %s', (_depth, env) => {
  const theme = createTheme(env);

  test.each(Object.entries(PALETTES))(
    'text is legible on black and on white in the palette of %s',
    (_name, palette) => {
      const tooFaint = STYLES.flatMap((style) =>
        Object.entries(GROUNDS).flatMap(([ground, rgb]) => {
          const color = colorOf(theme[style]('x'), palette.split(' '));
          const ratio = color === undefined ? Infinity : contrast(color, rgb);
          return ratio < LEAST ? [`${style} on ${ground}: ${ratio.toFixed(2)}`] : [];
        }),
      );
      expect(tooFaint).toEqual([]);
    },
  );
});

test.each([{ NO_COLOR: '1' }, { FORCE_COLOR: '0' }, { TERM: 'linux' }])('%o brings no colour', (env) => {
  const theme = createTheme(env);
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with ESC
  for (const style of STYLES) expect(theme[style]('x')).not.toMatch(/\u001B\[(3[0-8]|4[0-8]|9\d|10\d)/);
});

test('where there are colours, nothing is left to how a terminal draws faint text', () => {
  const theme = createTheme({ TERM: 'xterm-256color' });
  for (const style of STYLES) expect(theme[style]('x')).not.toContain('\u001B[2m');
});

test('what is wrong stands out without colours too', () => {
  const theme = createTheme({ NO_COLOR: '1' });
  expect(theme.wrong('x')).not.toBe('x');
  expect(theme.selected('x')).not.toBe('x');
});

/** Returns the foreground that a text sets, as RGB; undefined for the terminal's own. */
function colorOf(painted: string, palette: readonly string[]): string | undefined {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with ESC
  const found = /\u001B\[(?:(3|9)([0-7])|38;5;(\d+)|38;2;(\d+);(\d+);(\d+))m/.exec(painted);
  if (!found) return undefined;
  const [, row, column, index, ...rgb] = found;
  if (row !== undefined) return palette[Number(column) + (row === '9' ? 8 : 0)];
  if (index === undefined) return hex(rgb.map(Number));
  const at = Number(index);
  if (at < 16) return palette[at];
  if (at >= 232) return hex(Array.from({ length: 3 }, () => 8 + (at - 232) * 10));
  return hex(
    [Math.floor((at - 16) / 36), Math.floor((at - 16) / 6) % 6, (at - 16) % 6].map(
      (level) => level && 55 + level * 40,
    ),
  );
}

function hex(levels: readonly number[]): string {
  return levels.map((level) => level.toString(16).padStart(2, '0')).join('');
}

/** The contrast of two colours, from 1 to 21 (WCAG 2). */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: string): number {
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const level = Number.parseInt(rgb.slice(at, at + 2), 16) / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
