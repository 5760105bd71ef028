import { graphemes } from '../../line/graphemes.ts';
import { graphemeWidth, textWidth } from '../../line/width.ts';
import type { Tone } from '../../screen/theme.ts';

/** What stands in one column of one row. */
export interface Cell {
  readonly text: string;
  readonly tone: Tone;
  /** Where it is cut if it is too long: at the end unless told. */
  readonly cutAt?: 'port' | undefined;
}

/** A cell in plain text, or in a tone. */
export function cell(text: string, tone: Tone = 'plain'): Cell {
  return { text, tone };
}

/** An address and port: what is cut of it is cut before the port. */
export function endpointCell(text: string, tone: Tone = 'plain'): Cell {
  return { text, tone, cutAt: 'port' };
}

/** A text in exactly `width` cells, cut with a sign where it is longer. */
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

/** A cell in exactly `width` cells. */
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

/** A text cut to a width, with a sign where it is cut. */
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
  return SINGLE.test(text) ? text.length : textWidth(text);
}
