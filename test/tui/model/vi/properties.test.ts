import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chord, type Key, text } from '../../../../src/tui/keys/key.ts';
import { KEY_TABLE } from '../../../../src/tui/keys/table.ts';
import { VI_TABLE, keysOf } from '../../../../src/tui/keys/vi/table.ts';
import { graphemes } from '../../../../src/tui/line/graphemes.ts';
import { NEW_EDITOR } from '../../../../src/tui/line/editor.ts';
import { lineOf } from '../../../../src/tui/line/line.ts';
import { EMPTY_PROMPT, type PromptState } from '../../../../src/tui/model/prompt.ts';
import { suggest } from '../../../../src/tui/model/suggest.ts';
import { NEW_VI, NORMAL } from '../../../../src/tui/model/vi/vi.ts';
import { buildFrame } from '../../../../src/tui/screen/frame.ts';
import { createTheme } from '../../../../src/tui/screen/theme.ts';
import { smallSession } from '../../fixtures/session.ts';
import { assist, keysIn, press } from './typist.ts';

const shell = smallSession();
const theme = createTheme({ NO_COLOR: '1' });

const VI_KEYS = VI_TABLE.flatMap(({ keys }): string[] => keys.flatMap((key) => keysOf(key)));

const lines = fc.oneof(
  fc.constantFrom('add v4tov4 8080 10.0.0.5', 'a "b c" (d [e])', '漢字 é 👨‍👩‍👧 x', '', '   ', 'ab'),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

/** A key of vi or of the shell, a count, or text of any kind. */
const key: fc.Arbitrary<Key> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(...VI_KEYS).map((name) => (/^[A-Z]./.test(name) ? chord(name) : text(name))),
  },
  { weight: 2, arbitrary: fc.constant(chord('Escape')) },
  fc.constantFrom(...KEY_TABLE.flatMap(({ keys }): readonly string[] => keys)).map((name) => chord(name)),
  fc.constantFrom('1', '2', '9', '0', 'add ', 'dwi', '漢', '👨‍👩‍👧', '"').map((typed) => text(typed)),
  fc.string({ unit: 'binary' }).map((typed) => text(typed)),
  fc.string({ unit: 'binary' }).map((pasted) => ({ kind: 'paste' as const, text: pasted })),
  fc.constantFrom('k', 'x', '?').map((typed) => ({ kind: 'chord' as const, chord: `Alt-${typed}`, typed })),
);

function normalAt(line: string, place: number): PromptState {
  const editor = { ...NEW_EDITOR, line: lineOf(line, place), ring: ['cut '] };
  return press({ ...EMPTY_PROMPT, editor, vi: { ...NEW_VI, mode: NORMAL } }, [chord('Escape')]);
}

test('whatever is pressed, the cursor stands between characters, and in normal mode on one', () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 40 }), fc.integer({ min: 3, max: 90 }), (keys, columns) => {
      let state: PromptState = { ...EMPTY_PROMPT, vi: NEW_VI };
      for (const one of keys) {
        state = press(state, [one]);
        const { text: typed, cursor } = state.editor.line;
        expect(graphemes(typed.slice(0, cursor)).concat(graphemes(typed.slice(cursor)))).toEqual(
          graphemes(typed),
        );
        expect(typed).not.toMatch(/\p{Cc}/u);
        const isOnCharacter = state.vi?.mode.kind === 'normal' || state.vi?.mode.kind === 'visual';
        if (isOnCharacter && state.mode.kind === 'edit' && typed !== '') {
          expect(cursor).toBeLessThan(typed.length);
        }
      }
      const frame = buildFrame(state, {
        prompt: 'netsh>',
        columns,
        rows: 8,
        theme,
        signs: (line) => line,
        suggestion: suggest(state, assist),
        status: undefined,
        read: (line) => shell.read(line),
        readAhead: (list) => shell.readAhead(list),
        hint: (line, cursor) => shell.hint(line, cursor),
        complete: assist.complete,
        near: () => undefined,
        effect: () => undefined,
      });
      expect(frame.rows.length).toBeLessThan(8);
      expect(Math.max(...frame.widths)).toBeLessThan(columns);
    }),
  );
});

/** All that may stand behind an operator. */
const targets = VI_TABLE.filter(({ kind }) => kind === 'motion' || kind === 'object').flatMap((row) =>
  row.keys.map((written) => ('takesCharacter' in row ? `${written}0` : written)),
);
/** Writes a chord as `keysIn` reads it. */
function written(key: string): string {
  return /^[A-Z][\w-]{2,}$/.test(key) ? `<${key}>` : key;
}

const changes = [
  ...['d', 'gu', 'gU', 'g~'].flatMap((operator) => targets.map((target) => [operator, target])),
  ...targets.map((target) => ['c', target, 'new', '<Escape>']),
  ...['dd', 'x', 'X', 'D', '3x', 'rZ', '2rZ', '~', '9~', 'p', '2P', 'guu', 'gUU', 'g~~'].map((one) => [one]),
  ...['i', 'a', 'I', 'A', 'R', 's', 'S', 'C', '3i', '2A', 'cc'].map((one) => [one, 'x y', '<Escape>']),
  ...['vlx', 'viwd', 'v$U', 'vl~'].map((one) => [one]),
].map((parts) => parts.map(written).join(''));

test('one u takes back any one change, and Ctrl-R makes it again', () => {
  fc.assert(
    fc.property(
      lines,
      fc.nat(20),
      fc.constantFrom(...changes),
      fc.integer({ min: 1, max: 3 }),
      (line, at, change, times) => {
        const before = normalAt(line, at);
        const once = press(before, keysIn(change));
        const changed = press(once, keysIn('.'.repeat(times - 1)));
        expect(changed.vi?.mode.kind).toBe('normal');
        if (once.editor.line.text !== before.editor.line.text && times === 1) {
          expect(press(once, keysIn('u')).editor.line.text).toBe(before.editor.line.text);
          expect(press(once, keysIn('u<Ctrl-R>')).editor.line.text).toBe(once.editor.line.text);
        }
        expect(press(changed, keysIn('99u')).editor.line.text).toBe(before.editor.line.text);
      },
    ),
    { numRuns: 2000 },
  );
});

test('what d cuts and what it leaves make up the line', () => {
  fc.assert(
    fc.property(lines, fc.nat(20), fc.constantFrom(...targets), (line, at, target) => {
      const before = normalAt(line, at);
      const { editor } = press(before, keysIn(`d${written(target)}`));
      const whole = before.editor.line.text;
      const left = editor.line.text;
      if (left === whole) return;
      const cut = editor.ring.at(-1) ?? '';
      const place = Array.from({ length: left.length + 1 }, (_, index) => index).find(
        (index) => left.slice(0, index) + cut + left.slice(index) === whole,
      );
      expect(place).toBeDefined();
    }),
  );
});

test('yanking changes nothing', () => {
  fc.assert(
    fc.property(lines, fc.nat(20), fc.constantFrom(...targets), (line, at, target) => {
      const before = normalAt(line, at);
      expect(press(before, keysIn(`y${written(target)}`)).editor.line.text).toBe(before.editor.line.text);
    }),
  );
});
