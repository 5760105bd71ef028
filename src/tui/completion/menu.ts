import type { Candidate } from '../../language/candidates.ts';
import type { Completion } from '../../language/complete.ts';
import { type Line, lineOf, replace } from '../line/line.ts';
import { putBefore, restBehind } from './rest.ts';

/** A list of candidates under the line. */
export interface Menu {
  /** The line as typed; a selected candidate is shown in it but not taken yet. */
  readonly typed: Line;
  readonly completion: Completion;
  /** -1: nothing is selected, and Enter closes the menu. */
  readonly selected: number;
  /** A `?` opened it and no other key followed: Enter runs the line with the `?`, as netsh would. */
  readonly isQuestion: boolean;
}

/** Opens a menu with nothing selected. */
export function openMenu(typed: Line, completion: Completion, isQuestion = false): Menu {
  return { typed, completion, selected: -1, isQuestion };
}

/** Selects the next (1) or previous (-1) candidate, around the ends. */
export function cycle(menu: Menu, step: 1 | -1): Menu {
  const count = menu.completion.candidates.length;
  const from = menu.selected < 0 && step < 0 ? 0 : menu.selected;
  return { ...menu, selected: (from + step + count) % count, isQuestion: false };
}

/** Moves the selection by `step` candidates, staying inside. */
export function page(menu: Menu, step: number): Menu {
  const last = menu.completion.candidates.length - 1;
  return {
    ...menu,
    selected: Math.max(0, Math.min(last, Math.max(0, menu.selected) + step)),
    isQuestion: false,
  };
}

/** Returns the selected candidate. */
export function chosen(menu: Menu): Candidate | undefined {
  return menu.completion.candidates[menu.selected];
}

/** Puts a candidate on the line and, where a word may follow, a blank behind it. */
export function take(line: Line, completion: Completion, candidate: Candidate): Line {
  const { done, rest } = put(line, completion, candidate);
  // What is left of a value belongs to the value; behind a name it is a word of its own.
  if (!candidate.closed || (candidate.kind === 'value' && rest !== '')) return done;
  return done.text[done.cursor] === ' '
    ? lineOf(done.text, done.cursor + 1)
    : replace(done, done.cursor, done.cursor, ' ');
}

/** Returns the line with the selected candidate in it, without a blank behind it. */
export function preview(menu: Menu): Line {
  const candidate = chosen(menu);
  return candidate ? put(menu.typed, menu.completion, candidate).done : menu.typed;
}

/** Puts a candidate in the place of what was typed of it; `rest` is what stays behind it in the same word. */
function put(line: Line, completion: Completion, candidate: Candidate): { done: Line; rest: string } {
  const { start, end } = completion.span;
  const typed = line.text.slice(start, line.cursor);
  const behind = line.text.slice(line.cursor, end);
  // A tag's name is replaced up to its `=`, whatever its letters were.
  const isWholeTag = candidate.kind === 'tag' && behind.endsWith('=');
  const rest = isWholeTag ? '' : restBehind(candidate.insert, typed, behind);
  return { done: putBefore(line, { start, end }, candidate.insert, rest), rest };
}
