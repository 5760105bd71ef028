import { graphemes } from '../line/graphemes.ts';
import { graphemeWidth } from '../line/width.ts';

/** A long text in rows of the terminal, and the first of those that are shown. */
export interface Page {
  readonly rows: readonly string[];
  readonly top: number;
  /** Rows that are shown at a time. */
  readonly height: number;
}

/** A move in a text: by rows or pages, or to an end. */
export type PageMove = 'row' | 'row-back' | 'page' | 'page-back' | 'start' | 'end';

/** Returns the first page of a text; lines that are wider than the terminal are folded. */
export function firstPage(text: string, columns: number, height: number): Page {
  const rows = text
    .replace(/\n$/, '')
    .split('\n')
    .flatMap((line) => folded(line, columns));
  return { rows, top: 0, height };
}

/** Returns the page after a move, which never leaves the text. */
export function movePage(page: Page, move: PageMove): Page {
  const { rows, top, height } = page;
  const last = Math.max(0, rows.length - height);
  const steps = { row: 1, 'row-back': -1, page: height, 'page-back': -height, start: -top, end: last };
  return { ...page, top: Math.max(0, Math.min(last, top + steps[move])) };
}

/** Whether the last row is shown. */
export function isAtEnd({ rows, top, height }: Page): boolean {
  return top + height >= rows.length;
}

function folded(line: string, columns: number): string[] {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  for (const one of graphemes(line)) {
    const cells = graphemeWidth(one);
    if (used + cells > columns) {
      rows.push(row);
      row = '';
      used = 0;
    }
    row += one;
    used += cells;
  }
  return [...rows, row];
}
