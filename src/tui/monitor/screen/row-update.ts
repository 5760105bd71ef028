import { stripVTControlCharacters } from 'node:util';
import { isSingle } from '../../live/screen/cell.ts';

/** The text that turns a row of the screen into another one, and the cell, from 0, at which to write it. */
export interface RowUpdate {
  readonly x: number;
  readonly text: string;
}

const ERASE_END = '\u001B[K';
/** A colour or another style, begun or ended; the ends are those that chalk writes. */
// oxlint-disable-next-line no-control-regex -- styles are escape sequences
const STYLE = /\u001B\[([\d;]*)m/g;
const ENDS = new Set(['0', '', '22', '23', '24', '27', '29', '39', '49']);

/** Returns what to write where one painted row takes the place of another; both may be shorter than the screen. */
export function rowUpdate(before: string, after: string): RowUpdate {
  const [old, wanted] = [stripVTControlCharacters(before), stripVTControlCharacters(after)];
  // Terminals disagree on the cells of other characters, so that no place in such a row is certain.
  if (!isSingle(old) || !isSingle(wanted)) return { x: 0, text: ERASE_END + after };
  const begin = cutBefore(after, commonStart(before, after));
  const rest = after.slice(begin);
  const text = old.length > wanted.length ? rest + ERASE_END : rest;
  return { x: stripVTControlCharacters(after.slice(0, begin)).length, text };
}

function commonStart(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && before.charCodeAt(at) === after.charCodeAt(at)) at++;
  return at;
}

/** Returns the last place up to `end` at which no style is open: a blank, or behind a style that ends. */
function cutBefore(text: string, end: number): number {
  let place = 0;
  let open = 0;
  let limit = end;
  for (const { 0: sequence, 1: style = '', index } of text.matchAll(STYLE)) {
    const next = index + sequence.length;
    if (next > end) {
      limit = Math.min(end, index);
      break;
    }
    open = ENDS.has(style) ? Math.max(0, open - 1) : open + 1;
    if (open === 0) place = next;
  }
  return open > 0 ? place : Math.max(place, text.lastIndexOf(' ', limit - 1));
}
