import { preview } from '../completion/menu.ts';
import type { Span } from '../../language/token.ts';
import type { Line } from '../line/line.ts';
import { visible } from '../../language/visible.ts';
import { fit, textWidth } from '../line/width.ts';
import type { PromptState } from '../model/prompt.ts';
import { selectionOf } from '../model/vi/visual-keys.ts';
import { colorLine } from './colors.ts';
import type { Surroundings } from './surroundings.ts';
import { type Row, piece } from './span.ts';
import { pastedQuestion } from './pasted-rows.ts';
import { type Place, wrap, wrapWords } from './wrap.ts';

/** The typed text in rows, and the place of the cursor. */
export interface InputRows {
  readonly rows: readonly Row[];
  readonly cursor: Place;
}

const SEARCH_PROMPT = 'search: ';
/** A place behind the end of any line. */
const AT_END = Number.MAX_SAFE_INTEGER;

/** Draws the prompt and the line in rows of at most `width` cells; for a search its filter, for a question that. */
export function inputRows(state: PromptState, around: Surroundings, width: number): InputRows {
  const { mode } = state;
  switch (mode.kind) {
    case 'search': {
      const { text, cursor } = mode.search.query.line;
      const row = [piece(SEARCH_PROMPT, 'prompt'), piece(text, 'plain')];
      return wrap(row, SEARCH_PROMPT.length + cursor, width);
    }
    case 'pasted': {
      return wrapWords(pastedQuestion(mode.lines, around), 'current', width);
    }
    case 'ask': {
      const { rows } = wrap(lineRow(mode.line, mode.line.length, around), AT_END, width);
      const question = wrapWords(`  ${mode.question} (y/n)`, 'current', width);
      const { x, y } = question.cursor;
      return { rows: [...rows, ...question.rows], cursor: { x, y: y + rows.length } };
    }
    case 'menu':
    case 'edit': {
      const { text, cursor } = shownLine(state);
      const selection = selectionOf(state);
      const line = selection ? selectedRow(text, selection, around) : lineRow(text, cursor, around);
      const row = withGhost(line, ghost(state, around), width);
      return wrap(row, around.prompt.length + cursor, width);
    }
  }
}

function lineRow(text: string, cursor: number, around: Surroundings): Row {
  const pieces = colorLine(text, around.read, around.hint(text, cursor).problem);
  return [piece(around.prompt, 'prompt'), ...pieces];
}

/** A line with a selection is without its colours. */
function selectedRow(text: string, { start, end }: Span, around: Surroundings): Row {
  return [
    piece(around.prompt, 'prompt'),
    piece(text.slice(0, start), 'plain'),
    piece(text.slice(start, end), 'selected'),
    piece(text.slice(end), 'plain'),
  ];
}

/** Returns the line as shown: with the selected candidate in it. */
function shownLine(state: PromptState): Line {
  return state.mode.kind === 'menu' ? preview(state.mode.menu) : state.editor.line;
}

/** Puts the suggestion behind a row, as much of it as fits into the last row of the line. */
function withGhost(row: Row, text: string, width: number): Row {
  const used = row.reduce((sum, one) => sum + textWidth(one.text), 0);
  return text === '' ? row : [...row, piece(fit(visible(text), width - (used % width)), 'ghost')];
}

function ghost(state: PromptState, around: Surroundings): string {
  if (state.mode.kind === 'menu') {
    const { menu } = state.mode;
    return menu.isQuestion && menu.typed.cursor === menu.typed.text.length ? '?' : '';
  }
  return around.suggestion ?? '';
}
