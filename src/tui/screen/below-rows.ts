import { foundLine } from '../history/search.ts';
import type { PromptState } from '../model/prompt.ts';
import { colorLine } from './colors.ts';
import type { Surroundings } from './surroundings.ts';
import { hintRows } from './hint-rows.ts';
import { listRows } from './list.ts';
import { type Row, piece } from './span.ts';

/** At most so many rows are taken by a list, however tall the terminal. */
const MAX_LIST = 12;

/** Draws the rows under the prompt: a menu, the lines that a search found, pasted lines, or hints. */
export function belowRows(
  state: PromptState,
  around: Surroundings,
  space: { readonly width: number; readonly height: number; readonly isTight: boolean },
): Row[] {
  const { mode, editor } = state;
  const list = { width: space.width, height: Math.min(MAX_LIST, space.height) };
  switch (mode.kind) {
    case 'menu':
      return listRows(mode.menu.completion.candidates, mode.menu.selected, list);
    case 'search': {
      const { matches, selected } = mode.search;
      if (!foundLine(mode.search)) return [[piece('  No line of the history contains this.', 'hint')]];
      return listRows(
        matches.map((value) => ({ value, text: '' })),
        selected,
        list,
      );
    }
    case 'pasted':
      return pastedRows(mode.lines, around, space.height);
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
        isTight: space.isTight,
      };
      return hintRows(source, space.width);
    }
  }
}

/** Draws pasted lines with the numbers by which failed ones are named, as many as there is room for. */
function pastedRows(lines: readonly string[], around: Surroundings, height: number): Row[] {
  const isCut = lines.length > height;
  const shown = lines.slice(0, isCut ? Math.max(0, height - 1) : height);
  const digits = String(shown.length).length;
  const rows = shown.map((line, at): Row => {
    const number = piece(`  ${String(at + 1).padStart(digits)}  `, 'hint');
    // Lines before it may change the context, so that what seems wrong need not be.
    return [number, ...colorLine(line, around.read, undefined)];
  });
  if (!isCut || height === 0) return rows;
  const left = lines.length - shown.length;
  return [...rows, [piece(`  … and ${left} more`, 'hint')]];
}
