import type { Completion } from '../../language/complete.ts';
import type { Hint } from '../../language/hint.ts';
import type { Reading } from '../../language/reading.ts';
import { preview } from '../completion/menu.ts';
import { foundLine } from '../history/search.ts';
import type { Line } from '../line/line.ts';
import { fit, textWidth } from '../line/width.ts';
import type { State } from '../model/state.ts';
import { colorLine } from './colors.ts';
import { hintRows } from './hint-rows.ts';
import { listRows } from './list.ts';
import { type Row, fitRow, paintRow, piece } from './span.ts';
import type { Theme } from './theme.ts';
import { type Place, wrap } from './wrap.ts';

/** What is drawn: rows with their escape sequences, and where the terminal's cursor stands. */
export interface Frame {
  readonly rows: readonly string[];
  /** How many cells each row fills. */
  readonly widths: readonly number[];
  readonly cursor: Place;
}

/** What a frame is made of, beside the state. */
export interface Surroundings {
  readonly prompt: string;
  readonly columns: number;
  readonly rows: number;
  readonly theme: Theme;
  readonly suggestion: string | undefined;
  /** What is shown while nothing is typed. */
  readonly status: string | undefined;
  readonly read: (line: string) => Reading<never>;
  readonly hint: (line: string, cursor: number) => Hint<never>;
  readonly complete: (line: string, cursor: number) => Completion;
  readonly near: (line: string) => string | undefined;
  readonly effect: (line: string) => string | undefined;
}

/** More rows than this are not taken by a list, however tall the terminal. */
const MAX_LIST = 12;

/**
 * The live part of the screen. No row is as wide as the terminal, so that a narrower terminal folds none of them,
 * and there are fewer rows than the terminal has, so that they never scroll away.
 */
export function buildFrame(state: State, around: Surroundings): Frame {
  const width = Math.max(1, around.columns - 1);
  const height = Math.max(1, around.rows - 2);
  const input = wrap(
    withGhost(inputRow(state, around), ghost(state, around), width),
    cursorUnits(state, around),
    width,
  );
  const below = belowRows(state, around, { width, height: height - 1 });
  const kept = below.slice(0, Math.max(0, height - Math.min(input.rows.length, Math.ceil(height / 2))));
  const room = Math.max(1, height - kept.length);
  const first = Math.max(0, Math.min(input.cursor.y - room + 1, input.rows.length - room));
  const rows = [...input.rows.slice(first, first + room), ...kept.map((row) => fitRow(row, width))];
  return {
    rows: rows.map((row) => paintRow(row, around.theme)),
    widths: rows.map((row) => row.reduce((sum, { text }) => sum + textWidth(text), 0)),
    cursor: { x: input.cursor.x, y: input.cursor.y - first },
  };
}

/** The prompt and a line as they stay in the scrollback once the line is run or given up. */
export function echoLine(prompt: string, line: string, around: Pick<Surroundings, 'theme' | 'read'>): string {
  const reading = around.read(line);
  const problem = reading.kind === 'failed' ? reading.problem : undefined;
  return paintRow([piece(prompt, 'prompt'), ...colorLine(line, reading, problem)], around.theme);
}

const SEARCH_PROMPT = 'search: ';

function inputRow(state: State, around: Surroundings): Row {
  const prompt = piece(around.prompt, 'prompt');
  const { mode } = state;
  switch (mode.kind) {
    case 'search':
      return [piece(SEARCH_PROMPT, 'prompt'), piece(mode.search.query.line.text, 'plain')];
    case 'ask':
      return [piece(`${mode.question} (y/n) `, 'plain')];
    case 'pasted':
      return [
        prompt,
        piece(`Run these ${mode.lines.length} lines? Enter runs them, Escape drops them. `, 'plain'),
      ];
    case 'menu':
    case 'edit': {
      const line = shownLine(state);
      const pieces = colorLine(
        line.text,
        around.read(line.text),
        around.hint(line.text, line.cursor).problem,
      );
      return [prompt, ...pieces];
    }
  }
}

function cursorUnits(state: State, around: Surroundings): number {
  const { mode } = state;
  switch (mode.kind) {
    case 'search':
      return SEARCH_PROMPT.length + mode.search.query.line.cursor;
    case 'ask':
    case 'pasted':
      return Number.MAX_SAFE_INTEGER;
    case 'menu':
    case 'edit':
      return around.prompt.length + shownLine(state).cursor;
  }
}

/** A row with the suggestion behind it, as much of it as fits into the last row of the line. */
function withGhost(row: Row, text: string, width: number): Row {
  const used = row.reduce((sum, one) => sum + textWidth(one.text), 0);
  return text === '' ? row : [...row, piece(fit(text, width - (used % width)), 'ghost')];
}

function ghost(state: State, around: Surroundings): string {
  if (state.mode.kind === 'menu') {
    const { menu } = state.mode;
    return menu.isQuestion && menu.typed.cursor === menu.typed.text.length ? '?' : '';
  }
  return around.suggestion ?? '';
}

/** The line as it is shown: with the selected candidate in it. */
function shownLine(state: State): Line {
  return state.mode.kind === 'menu' ? preview(state.mode.menu) : state.editor.line;
}

function belowRows(state: State, around: Surroundings, space: { width: number; height: number }): Row[] {
  const { mode, editor } = state;
  const list = { width: space.width, height: Math.min(MAX_LIST, space.height) };
  switch (mode.kind) {
    case 'menu': {
      const items = mode.menu.completion.candidates.map(({ value, text }) => ({ name: value, text }));
      return listRows(items, mode.menu.selected, list);
    }
    case 'search': {
      const { matches, selected } = mode.search;
      if (!foundLine(mode.search)) return [[piece('  No line of the history contains this.', 'hint')]];
      return listRows(
        matches.map((name) => ({ name, text: '' })),
        selected,
        list,
      );
    }
    case 'pasted':
      return mode.lines.slice(0, list.height).map((line) => [piece(`  ${line}`, 'plain')]);
    case 'ask':
      return [];
    case 'edit': {
      const { text, cursor } = editor.line;
      if (text.trim() === '')
        return around.status === undefined ? [] : [[piece(`  ${around.status}`, 'hint')]];
      const source = {
        hint: around.hint(text, cursor),
        completion: around.complete(text, cursor),
        near: around.near(text),
        effect: around.effect(text),
      };
      return hintRows(source, space.width);
    }
  }
}
