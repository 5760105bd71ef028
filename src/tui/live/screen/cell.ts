import { visible } from '../../../language/visible.ts';
import { graphemes } from '../../line/graphemes.ts';
import { graphemeWidth, textWidth } from '../../line/width.ts';
import type { Tone } from '../../screen/theme.ts';

/** The content of one column of one row. */
export interface Cell {
  readonly text: string;
  readonly tone: Tone;
  /** Where a text that is too long is cut: at its end, or before the port. */
  readonly cutAt?: 'port' | undefined;
}

/** Returns a cell in plain text, or in a tone; safe to print, as all that is measured here. */
export function cell(text: string, tone: Tone = 'plain'): Cell {
  return { text: visible(text), tone };
}

/** Returns a cell with an address and port, which is cut before the port. */
export function endpointCell(text: string, tone: Tone = 'plain'): Cell {
  return { text: visible(text), tone, cutAt: 'port' };
}

/** Fits a text into exactly `width` cells; `cut` is the sign where something is missing. */
export function padded(text: string, width: number, isRight: boolean, cut: string): string {
  const cells = cellsOf(text);
  if (cells === width) return text;
  if (cells > width) {
    const short = cutEnd(text, width, cut);
    return short + ' '.repeat(width - cellsOf(short));
  }
  const blanks = ' '.repeat(width - cells);
  return isRight ? blanks + text : text + blanks;
}

/** Fits a cell into exactly `width` cells. */
export function paddedCell({ text, cutAt }: Cell, width: number, isRight: boolean, cut: string): string {
  const fits = cutAt === undefined || cellsOf(text) <= width;
  return padded(fits ? text : cutBeforePort(text, width, cut), width, isRight, cut);
}

/** An endpoint cut in its host: a name keeps its beginning, an IPv6 address its beginning and its end. */
function cutBeforePort(text: string, width: number, cut: string): string {
  const port = text.slice(text.lastIndexOf(':'));
  const host = text.slice(0, text.lastIndexOf(':'));
  const room = width - port.length;
  if (room < 4) return text;
  if (!host.startsWith('[')) return cutEnd(host, room, cut) + port;
  const tail = Math.floor((room - 1) / 2);
  return `${host.slice(0, room - 1 - tail)}${cut}${host.slice(host.length - tail)}${port}`;
}

/** Cuts a text to a width, with the sign `cut` at its end. */
export function cutEnd(text: string, width: number, cut: string): string {
  if (width <= 0) return '';
  let out = '';
  let used = 0;
  for (const one of graphemes(text)) {
    const cells = graphemeWidth(one);
    if (used + cells > width - 1) break;
    out += one;
    used += cells;
  }
  return out + cut;
}

/** ASCII and the signs that monitor and panel draw, each of which fills one cell. */
const SINGLE = /^[ -~─▁-█●○◐✗✓▸…·→▲▼]*$/;

/** Returns how many cells a text fills; quick for the signs that we draw. */
export function cellsOf(text: string): number {
  return isSingle(text) ? text.length : textWidth(text);
}

/** Whether every character is one that fills one cell in every terminal. */
export function isSingle(text: string): boolean {
  return SINGLE.test(text);
}
