import { foundLine, wordsOf } from '../history/search.ts';
import type { PromptState } from '../model/prompt.ts';
import type { Surroundings } from './surroundings.ts';
import { hintRows, textRows } from './hint-rows.ts';
import { listRows, pageOf } from './list.ts';
import { pastedPage, pastedRows } from './pasted-rows.ts';
import { type Row, piece } from './span.ts';

/** At most so many rows are taken by lines and values, of which there may be thousands; names are all to be seen. */
const MAX_LIST = 12;

/** Stands below a list that a `?` has opened, and whose texts are cut. */
const WHOLE_HELP = '  Enter shows the whole help, as /? does.';

/** The room under the prompt, in cells and rows. */
export interface BelowSpace {
  readonly width: number;
  readonly height: number;
  /** The line itself takes several rows. */
  readonly isTight: boolean;
}

/** Draws the rows under the prompt: a menu, the lines that a search found, pasted lines, or hints. */
export function belowRows(state: PromptState, around: Surroundings, space: BelowSpace): Row[] {
  const { mode, editor } = state;
  const list = { width: space.width, height: listHeight(state, space) };
  switch (mode.kind) {
    case 'menu': {
      const rows = listRows(mode.menu.completion.candidates, mode.menu.selected, list);
      const isCut = mode.menu.isQuestion && rows.some((row) => row.some(({ text }) => text.endsWith('…')));
      return isCut && rows.length < space.height ? [...rows, [piece(WHOLE_HELP, 'hint')]] : rows;
    }
    case 'search': {
      const { matches, selected } = mode.search;
      if (!foundLine(mode.search)) return [[piece('  No line of the history contains this.', 'hint')]];
      return listRows(
        matches.map((value) => ({ value, text: '' })),
        selected,
        { ...list, found: wordsOf(mode.search.query.line.text) },
      );
    }
    case 'pasted':
      return pastedRows(mode, around, space.height);
    case 'ask':
      return [];
    case 'edit': {
      const { text, cursor } = editor.line;
      if (text.trim() === '')
        return around.status === undefined ? [] : textRows(around.status, 'hint', space.width);
      const source = {
        hint: around.hint(text, cursor),
        completion: around.complete(text, cursor),
        near: around.near(text),
        elsewhere: around.elsewhere?.(text),
        effect: around.effect(text),
        isTight: space.isTight,
      };
      return hintRows(source, space.width);
    }
  }
}

/** Returns how many items of an open list, or pasted lines, are on the screen; 0 without any. */
export function listPage(state: PromptState, space: BelowSpace): number {
  const { mode } = state;
  if (mode.kind === 'menu') return pageOf(mode.menu.completion.candidates.length, listHeight(state, space));
  if (mode.kind === 'pasted') return pastedPage(mode, space.height);
  return mode.kind === 'search' ? pageOf(mode.search.matches.length, listHeight(state, space)) : 0;
}

function listHeight({ mode }: PromptState, { height }: BelowSpace): number {
  const hasNames = mode.kind === 'menu' && mode.menu.completion.candidates[0]?.kind !== 'value';
  return hasNames ? height : Math.min(MAX_LIST, height);
}
