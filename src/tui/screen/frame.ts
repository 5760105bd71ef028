import { textWidth } from '../line/width.ts';
import type { PromptState } from '../model/prompt.ts';
import { belowRows, listPage } from './below-rows.ts';
import { colorLine } from './colors.ts';
import { textRows } from './hint-rows.ts';
import { inputRows } from './input-rows.ts';
import { fitRow, paintRow, piece } from './span.ts';
import type { Surroundings } from './surroundings.ts';
import { type CursorShape, cursorShape, viRows } from './vi-rows.ts';
import type { Place } from './wrap.ts';

/** The live part of the screen: rows with their escape sequences, and the place of the terminal's cursor. */
export interface Frame {
  readonly rows: readonly string[];
  /** Cells that each row fills. */
  readonly widths: readonly number[];
  readonly cursor: Place;
  /** Items of an open list that are on the screen; 0 without one. */
  readonly page: number;
  readonly shape: CursorShape | undefined;
}

/** At most so many rows are taken by the task, in terminals that have so many rows. */
const MAX_TASK = 3;
const LEAST_FOR_TASK = 10;

/**
 * Builds the live part of the screen. No row is as wide as the terminal, so that a narrower terminal folds none of them,
 * and there are fewer rows than the terminal has, so that they never scroll away.
 */
export function buildFrame(state: PromptState, around: Surroundings): Frame {
  const width = Math.max(1, around.columns - 1);
  const all = Math.max(1, around.rows - 2);
  const task = all < LEAST_FOR_TASK ? [] : textRows(around.task ?? '', 'hint', width, MAX_TASK);
  const height = all - task.length;
  const input = inputRows(state, around, width);
  const told = viRows(state);
  const space = {
    width,
    height: Math.max(0, height - Math.min(input.rows.length, Math.ceil(height / 2)) - told.length),
    isTight: input.rows.length > 1,
  };
  const kept = [...belowRows(state, around, space).slice(0, space.height), ...told].slice(0, height - 1);
  const room = Math.max(1, height - kept.length);
  const first = Math.max(0, Math.min(input.cursor.y - room + 1, input.rows.length - room));
  const below = [...kept, ...task].map((row) => fitRow(row, width));
  const rows = [...input.rows.slice(first, first + room), ...below];
  return {
    rows: rows.map((row) => around.signs(paintRow(row, around.theme))),
    widths: rows.map((row) => row.reduce((sum, { text }) => sum + textWidth(text), 0)),
    cursor: { x: input.cursor.x, y: input.cursor.y - first },
    page: listPage(state, space),
    shape: cursorShape(state),
  };
}

/** Returns the prompt and a line as they stay in the scrollback once the line is run or given up. */
export function echoLine(prompt: string, line: string, around: Pick<Surroundings, 'theme' | 'read'>): string {
  const reading = around.read(line);
  const problem = reading.kind === 'failed' ? reading.problem : undefined;
  return paintRow([piece(prompt, 'prompt'), ...colorLine(line, around.read, problem)], around.theme);
}
