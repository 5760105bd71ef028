import type { Candidate, Completion } from '../../language/complete.ts';
import { type Line, lineOf, replace } from '../line/line.ts';

/** A list of candidates under the line. */
export interface Menu {
  /** The line as typed; what is selected is only shown in it until it is taken. */
  readonly typed: Line;
  readonly completion: Completion;
  /** -1: nothing is selected, Enter closes the menu. */
  readonly selected: number;
  /** Opened by a `?` after which no other key came: Enter runs the line with it, as netsh would. */
  readonly isQuestion: boolean;
}

/** A menu in which nothing is selected yet. */
export function openMenu(typed: Line, completion: Completion, isQuestion = false): Menu {
  return { typed, completion, selected: -1, isQuestion };
}

/** The menu with the next or previous candidate selected, around the ends. */
export function cycle(menu: Menu, step: 1 | -1): Menu {
  const count = menu.completion.candidates.length;
  const from = menu.selected < 0 && step < 0 ? 0 : menu.selected;
  return { ...menu, selected: (from + step + count) % count, isQuestion: false };
}

/** The menu with the selection moved by pages, staying inside. */
export function page(menu: Menu, step: number): Menu {
  const last = menu.completion.candidates.length - 1;
  return { ...menu, selected: Math.max(0, Math.min(last, menu.selected + step)), isQuestion: false };
}

/** The selected candidate. */
export function chosen(menu: Menu): Candidate | undefined {
  return menu.completion.candidates[menu.selected];
}

/** The line with a candidate in its place and, where a word may follow, a blank behind it. */
export function take(line: Line, completion: Completion, candidate: Candidate): Line {
  const { start, end } = completion.span;
  const done = replace(line, start, end, candidate.insert);
  if (!candidate.closed) return done;
  return done.text[done.cursor] === ' '
    ? lineOf(done.text, done.cursor + 1)
    : replace(done, done.cursor, done.cursor, ' ');
}

/** The line as it would be with the selected candidate, without a blank behind it. */
export function preview(menu: Menu): Line {
  const candidate = chosen(menu);
  if (!candidate) return menu.typed;
  const { start, end } = menu.completion.span;
  return replace(menu.typed, start, end, candidate.insert);
}
