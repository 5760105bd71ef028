import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/tui/keys/table.ts';
import { type Editor, NEW_EDITOR, edit, insert } from '../../../src/tui/line/editor.ts';
import { graphemes } from '../../../src/tui/line/graphemes.ts';
import { lineOf } from '../../../src/tui/line/line.ts';

const EDITS = [
  'left',
  'right',
  'word-left',
  'word-right',
  'line-start',
  'line-end',
  'delete-back',
  'delete',
  'kill-blank-word',
  'kill-word-back',
  'kill-word',
  'kill-to-start',
  'kill-to-end',
  'yank',
  'yank-older',
  'undo',
  'redo',
  'transpose',
  'transpose-words',
] as const satisfies readonly Command[];

type Move = { readonly type: string } | { readonly command: Command };

function apply(editor: Editor, move: Move): Editor {
  return 'type' in move ? insert(editor, move.type) : (edit(editor, move.command) ?? editor);
}

/** An editor with a line, `|` standing for the cursor, after some keys. */
function after(line: string, ...commands: readonly Command[]): string {
  const cursor = line.indexOf('|');
  const start: Editor = { ...NEW_EDITOR, line: lineOf(line.replace('|', ''), cursor) };
  const { text, cursor: at } = commands.reduce((editor, command) => apply(editor, { command }), start).line;
  return `${text.slice(0, at)}|${text.slice(at)}`;
}

const moves = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme' }).map((type) => ({ type })),
    fc.string({ unit: 'binary' }).map((type) => ({ type })),
    fc.constantFrom('add ', '👨‍👩‍👧', 'e\u0301', '漢字', '\u200D', '\u0301', '🇩', '🇪').map((type) => ({ type })),
    fc.constantFrom(...EDITS).map((command) => ({ command })),
  ),
);

describe('keys', () => {
  test.each([
    ['word-left', 'add v4tov4 list-en|', 'add v4tov4 list-|en'],
    ['word-right', 'a|dd v4tov4', 'add| v4tov4'],
    ['word-right', 'add| v4tov4', 'add v4tov4|'],
    ['kill-blank-word', 'add listenport=80|', 'add |'],
    ['kill-word-back', 'add listenport=80|', 'add listenport=|'],
    ['kill-word', '|add v4', '| v4'],
    ['kill-to-start', 'add |v4', '|v4'],
    ['kill-to-end', 'add |v4', 'add |'],
    ['transpose', 'ad|d', 'add|'],
    ['transpose', 'sohw|', 'sowh|'],
    ['transpose-words', 'v4tov4 add|', 'add v4tov4|'],
    ['delete-back', 'a👨‍👩‍👧|', 'a|'],
    ['left', 'ae\u0301|', 'a|e\u0301'],
    ['delete', '|漢字', '|字'],
  ] as const)('%s: %s', (command, line, wanted) => {
    expect(after(line, command)).toBe(wanted);
  });

  test('what is cut in a row comes back as one, and older cuts after it', () => {
    expect(after('one two three|', 'kill-blank-word', 'kill-blank-word', 'yank')).toBe('one two three|');
    expect(after('one two|', 'kill-blank-word', 'left', 'kill-word-back', 'yank', 'yank-older')).toContain(
      'two',
    );
  });

  test('typing is taken back word by word', () => {
    const typed = ['a', 'd', 'd', ' ', 'v', '4'].reduce((editor, key) => insert(editor, key), NEW_EDITOR);
    const once = apply(typed, { command: 'undo' });
    expect(once.line.text).toBe('add');
    expect(apply(once, { command: 'undo' }).line.text).toBe('');
  });
});

describe('whatever is pressed', () => {
  test('the cursor stands between two characters of the line', () => {
    fc.assert(
      fc.property(moves, (list) => {
        let editor = NEW_EDITOR;
        for (const move of list) {
          editor = apply(editor, move);
          const { text, cursor } = editor.line;
          expect(graphemes(text.slice(0, cursor)).concat(graphemes(text.slice(cursor)))).toEqual(
            graphemes(text),
          );
          expect(text).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });

  test('undo then redo changes nothing', () => {
    fc.assert(
      fc.property(moves, fc.nat(20), (list, steps) => {
        const editor = list.reduce(apply, NEW_EDITOR);
        const before = editor.line;
        const possible = Math.min(steps, editor.undo.past.length);
        let now = editor;
        for (let step = 0; step < possible; step++) now = apply(now, { command: 'undo' });
        for (let step = 0; step < possible; step++) now = apply(now, { command: 'redo' });
        expect(now.line).toEqual(before);
      }),
    );
  });
});
