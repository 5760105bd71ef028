import type { Command } from '../keys/table.ts';
import { nextBoundary, previousBoundary, printable } from './graphemes.ts';
import { EMPTY, type Line, lineOf, moveTo, replace, transpose } from './line.ts';
import { transposeWords } from './transpose-words.ts';
import { NO_UNDO, type Undo, remember, stepBack, stepForward } from './undo.ts';
import { blankWordStart, wordEnd, wordStart } from './words.ts';

/** The line, its cuts, its undo, and what the last key did (keys in a row may belong together). */
export interface Editor {
  readonly line: Line;
  readonly undo: Undo;
  /** Cuts, the newest last. */
  readonly ring: readonly string[];
  readonly last: Last;
}

type Last =
  | { readonly kind: 'other' }
  | { readonly kind: 'insert' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'yank'; readonly start: number; readonly index: number };

const OTHER: Last = { kind: 'other' };

/** An editor with nothing typed. */
export const NEW_EDITOR: Editor = { line: EMPTY, undo: NO_UNDO, ring: [], last: OTHER };

/** Returns an editor with a fresh line, which keeps the cuts. */
export function freshEditor(editor: Editor, line: Line = EMPTY): Editor {
  return { line, undo: NO_UNDO, ring: editor.ring, last: OTHER };
}

/** Types text at the cursor. Undo takes characters typed in a row back word by word. */
export function insert(editor: Editor, text: string): Editor {
  const clean = printable(text);
  if (clean === '') return editor;
  const { line } = editor;
  const grows = editor.last.kind === 'insert' && !/^\s/.test(clean);
  const undo = grows ? { past: editor.undo.past, future: [] } : remember(editor.undo, line);
  return { ...editor, line: replace(line, line.cursor, line.cursor, clean), undo, last: { kind: 'insert' } };
}

/** Replaces the whole line as one change. */
export function setLine(editor: Editor, line: Line): Editor {
  if (line.text === editor.line.text) return { ...editor, line, last: OTHER };
  return { ...editor, line, undo: remember(editor.undo, editor.line), last: OTHER };
}

/** Keeps a text as a cut of its own, for `yank`; the line stays as it is. */
export function copied(editor: Editor, text: string): Editor {
  return { ...editor, ring: addCut(editor.ring, text), last: OTHER };
}

type Edit = (editor: Editor) => Editor;

/** Returns the line after a command that edits it; undefined for other commands. */
export function edit(editor: Editor, command: Command): Editor | undefined {
  const edits: Partial<Record<Command, Edit>> = EDITS;
  return edits[command]?.(editor);
}

/** Commands that edit the line. */
export type EditCommand = keyof typeof EDITS;

const EDITS = {
  left: (editor) => moved(editor, before(editor)),
  right: (editor) => moved(editor, after(editor)),
  'word-left': (editor) => moved(editor, wordBefore(editor)),
  'word-right': (editor) => moved(editor, wordAfter(editor)),
  'line-start': (editor) => moved(editor, 0),
  'line-end': (editor) => moved(editor, editor.line.text.length),
  'delete-back': (editor) => deleted(editor, before(editor), editor.line.cursor),
  delete: (editor) => deleted(editor, editor.line.cursor, after(editor)),
  'delete-or-leave': (editor) => deleted(editor, editor.line.cursor, after(editor)),
  'kill-blank-word': (editor) =>
    killed(editor, blankWordStart(editor.line.text, editor.line.cursor), editor.line.cursor),
  'kill-word-back': (editor) => killed(editor, wordBefore(editor), editor.line.cursor),
  'kill-word': (editor) => killed(editor, editor.line.cursor, wordAfter(editor)),
  'kill-to-start': (editor) => killed(editor, 0, editor.line.cursor),
  'kill-to-end': (editor) => killed(editor, editor.line.cursor, editor.line.text.length),
  yank: (editor) => yanked(editor, editor.ring.length - 1, editor.line.cursor, editor.line.cursor),
  'yank-older': yankOlder,
  undo: (editor) => stepped(editor, stepBack(editor.undo, editor.line)),
  redo: (editor) => stepped(editor, stepForward(editor.undo, editor.line)),
  transpose: (editor) => setLine(editor, transpose(editor.line)),
  'transpose-words': (editor) => setLine(editor, transposeWords(editor.line)),
} satisfies Partial<Record<Command, Edit>>;

function before({ line }: Editor): number {
  return previousBoundary(line.text, line.cursor);
}

function after({ line }: Editor): number {
  return nextBoundary(line.text, line.cursor);
}

function wordBefore({ line }: Editor): number {
  return wordStart(line.text, line.cursor);
}

function wordAfter({ line }: Editor): number {
  return wordEnd(line.text, line.cursor);
}

function moved(editor: Editor, cursor: number): Editor {
  return { ...editor, line: moveTo(editor.line, cursor), last: OTHER };
}

function deleted(editor: Editor, start: number, end: number): Editor {
  if (start === end) return { ...editor, last: OTHER };
  const undo =
    editor.last.kind === 'delete' ? { ...editor.undo, future: [] } : remember(editor.undo, editor.line);
  return { ...editor, line: replace(editor.line, start, end, ''), undo, last: { kind: 'delete' } };
}

function killed(editor: Editor, start: number, end: number): Editor {
  if (start === end) return editor;
  const { line } = editor;
  const side = end <= line.cursor ? 'before' : 'after';
  const ring = addCut(
    editor.ring,
    line.text.slice(start, end),
    editor.last.kind === 'kill' ? side : undefined,
  );
  return {
    line: replace(line, start, end, ''),
    undo: remember(editor.undo, line),
    ring,
    last: { kind: 'kill' },
  };
}

function yanked(editor: Editor, index: number, start: number, end: number): Editor {
  const text = editor.ring[index];
  if (text === undefined) return { ...editor, last: OTHER };
  const line = replace(editor.line, start, end, text);
  return { ...editor, line, undo: remember(editor.undo, editor.line), last: { kind: 'yank', start, index } };
}

function yankOlder(editor: Editor): Editor {
  const { last, ring, line } = editor;
  if (last.kind !== 'yank') return editor;
  return yanked(editor, (last.index + ring.length - 1) % ring.length, last.start, line.cursor);
}

function stepped(editor: Editor, step: { undo: Undo; line: Line } | undefined): Editor {
  if (!step) return { ...editor, last: OTHER };
  return { ...editor, line: lineOf(step.line.text, step.line.cursor), undo: step.undo, last: OTHER };
}

/** At most so many cuts are kept. */
const MAX_CUTS = 30;

/** Adds a cut; cuts in a row grow into one, at the side on which they were made. */
function addCut(ring: readonly string[], text: string, joined?: 'before' | 'after'): readonly string[] {
  if (text === '') return ring;
  const last = ring.at(-1);
  if (joined === undefined || last === undefined) return [...ring.slice(1 - MAX_CUTS), text];
  return [...ring.slice(0, -1), joined === 'before' ? text + last : last + text];
}
