import type { Key } from '../keys/key.ts';
import { fit } from '../line/width.ts';
import type { TerminalOutput } from '../options.ts';
import { type Page, type PageMove, firstPage, isAtEnd, movePage } from './page.ts';

/** Sends all keys to a listener; returns a function that gives them back. */
export type DivertKeys = (onKeys: (keys: readonly Key[]) => void) => () => void;

/** The terminal of the pager. */
export interface PagerTerminal {
  readonly stdout: TerminalOutput;
  readonly divert: DivertKeys;
  /** Writes our texts with the signs that the terminal can show. */
  readonly signs: (text: string) => string;
}

const MOVES: Readonly<Record<string, PageMove | 'leave'>> = {
  ' ': 'page',
  f: 'page',
  PageDown: 'page',
  'Ctrl-F': 'page',
  b: 'page-back',
  PageUp: 'page-back',
  'Ctrl-B': 'page-back',
  j: 'row',
  Down: 'row',
  Enter: 'row',
  k: 'row-back',
  Up: 'row-back',
  g: 'start',
  Home: 'start',
  G: 'end',
  End: 'end',
  q: 'leave',
  Q: 'leave',
  Escape: 'leave',
  'Ctrl-C': 'leave',
  'Ctrl-D': 'leave',
};

const HOME = '\u001B[H';
const ERASE_ROW = '\r\u001B[K';

/**
 * Shows a long text page by page where there is no other pager; resolves when the user leaves it. What was shown stays
 * in the scrollback: going on scrolls, and only going back draws the screen anew.
 */
export function showPaged(text: string, { stdout, divert, signs }: PagerTerminal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let page = firstPage(text, stdout.columns, Math.max(1, stdout.rows - 1));

  function take(keys: readonly Key[]): void {
    for (const key of keys) {
      const names = key.kind === 'text' ? key.text.split('') : key.kind === 'chord' ? [key.chord] : [];
      for (const name of names) {
        const move = MOVES[name];
        if (move === 'leave' || (move === 'page' && isAtEnd(page))) return leave();
        if (move) show(movePage(page, move));
      }
    }
  }

  function show(next: Page): void {
    if (next.top === page.top) return;
    const isForward = next.top > page.top;
    const from = isForward ? page.top + page.height : next.top;
    const rows = next.rows.slice(from, next.top + next.height);
    page = next;
    stdout.write(isForward ? ERASE_ROW : HOME);
    for (const row of rows) stdout.write(`${ERASE_ROW}${row}\r\n`);
    stdout.write(ERASE_ROW + foot(page));
  }

  function foot({ rows, top, height }: Page): string {
    const shown = `${top + 1}–${Math.min(rows.length, top + height)} of ${rows.length}`;
    const line = ` ${shown}   Space: next page, Up and Down: a row, b: back, q: leave `;
    return `\u001B[7m${signs(fit(line, stdout.columns - 1))}\u001B[27m`;
  }

  function leave(): void {
    giveBack();
    stdout.write(ERASE_ROW);
    resolve();
  }

  const giveBack = divert(take);
  stdout.write(`${page.rows.slice(0, page.height).join('\r\n')}\r\n${foot(page)}`);
  return promise;
}
