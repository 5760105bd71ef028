import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chord, type Key } from '../../../src/tui/keys/key.ts';
import { KEY_TABLE } from '../../../src/tui/keys/table.ts';
import { graphemes } from '../../../src/tui/line/graphemes.ts';
import { type Assist, EMPTY_PROMPT } from '../../../src/tui/model/prompt.ts';
import { suggest } from '../../../src/tui/model/suggest.ts';
import { pressKey } from '../../../src/tui/model/press.ts';
import { buildFrame } from '../../../src/tui/screen/frame.ts';
import { createTheme } from '../../../src/tui/screen/theme.ts';
import { textWidth } from '../../../src/tui/line/width.ts';
import { smallSession } from '../fixtures/session.ts';

const shell = smallSession();
const theme = createTheme({ NO_COLOR: '1' });
const assist: Assist = {
  history: ['interface portproxy', 'show all', 'interface portproxy add v4tov4 80', '漢字'],
  complete: (line, cursor) => shell.complete(line, cursor),
};

const key: fc.Arbitrary<Key> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...KEY_TABLE.flatMap(({ keys }): readonly string[] => keys))
      .map((name) => chord(name)),
  },
  fc
    .constantFrom(
      'int',
      'interface ',
      'portproxy ',
      'add ',
      'v',
      '?',
      ' ',
      '"',
      '#',
      '漢',
      '👨‍👩‍👧',
      'reset',
      'y',
    )
    .map((text) => ({
      kind: 'text' as const,
      text,
    })),
  fc.string({ unit: 'binary' }).map((text) => ({ kind: 'text' as const, text })),
  fc.string({ unit: 'binary' }).map((text) => ({ kind: 'paste' as const, text })),
  fc.constant({ kind: 'paste' as const, text: 'a\nb\r\nc' }),
  fc.constantFrom('F12', 'Ctrl-]', 'Alt-X').map((name) => chord(name)),
);

test('whatever is pressed, the cursor stays between characters and the frame inside the terminal', () => {
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 40 }),
      fc.integer({ min: 2, max: 200 }),
      fc.integer({ min: 2, max: 50 }),
      (keys, columns, rows) => {
        let state = EMPTY_PROMPT;
        for (const one of keys) {
          state = pressKey(state, one, assist).state;
          const { text, cursor } = state.editor.line;
          expect([...graphemes(text.slice(0, cursor)), ...graphemes(text.slice(cursor))]).toEqual(
            graphemes(text),
          );
          const frame = buildFrame(state, {
            prompt: shell.prompt,
            columns,
            rows,
            theme: { ...theme, ...plainTheme },
            signs: (text) => text,
            suggestion: suggest(state, assist),
            status: undefined,
            read: (line) => shell.read(line),
            readAhead: (lines) => shell.readAhead(lines),
            hint: (line, at) => shell.hint(line, at),
            complete: (line, at) => shell.complete(line, at),
            near: () => undefined,
            effect: () => undefined,
          });
          expect(frame.rows.length).toBeLessThan(Math.max(2, rows));
          for (const row of frame.rows) expect(textWidth(row)).toBeLessThan(Math.max(3, columns));
          expect(frame.cursor.y).toBeGreaterThanOrEqual(0);
          expect(frame.cursor.y).toBeLessThan(frame.rows.length);
          expect(frame.cursor.x).toBeLessThan(Math.max(3, columns));
        }
      },
    ),
    { numRuns: 500 },
  );
});

/** Styles without escape sequences, so that rows can be measured. */
const plainTheme = Object.fromEntries(Object.keys(theme).map((style) => [style, (text: string) => text]));
