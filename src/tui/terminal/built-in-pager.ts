import type { Key } from '../keys/key.ts';
import { fit } from '../line/width.ts';
import type { TerminalOutput } from '../options.ts';
import { type Page, type PageMove, firstPage, isAtEnd, movePage } from './page.ts';

/** Sends all keys to a listener; returns a function that gives them back, and these keys to whoever gets them then. */
export type DivertKeys = (onKeys: (keys: readonly Key[]) => void) => (keysForTheNext: readonly Key[]) => void;

/** The terminal of the pager. */
export interface PagerTerminal {
  readonly stdout: TerminalOutput;
  readonly divert: DivertKeys;
  /** Writes our texts with the signs that the terminal can show. */
  readonly signs: (text: string) => string;
}

const LETTERS: Readonly<Record<string, PageMove | 'leave'>> = {
  ' ': 'page',
  f: 'page',
  b: 'page-back',
  j: 'row',
  k: 'row-back',
  g: 'start',
  G: 'end',
  q: 'leave',
  Q: 'leave',
};

const CHORDS: Readonly<Record<string, PageMove | 'leave'>> = {
  PageDown: 'page',
  'Ctrl-F': 'page',
  PageUp: 'page-back',
  'Ctrl-B': 'page-back',
  Down: 'row',
  Enter: 'row',
  Up: 'row-back',
  Home: 'start',
  End: 'end',
  Escape: 'leave',
  'Ctrl-C': 'leave',
  'Ctrl-D': 'leave',
};

/** At the end these have nothing more to show. */
const LEAVE_AT_END: ReadonlySet<string> = new Set([' ', 'Enter']);

const HOME = '\u001B[H';
const ERASE_ROW = '\r\u001B[K';

/**
 * Shows a long text page by page, from its last page on with `fromEnd`; resolves when the user leaves it. What was shown stays in the scrollback: going on
 * scrolls, and only going back draws the screen anew. Who goes on typing commands is taken at his word: the first letter that
 * is no key of the pager leaves it, and stands at the prompt.
 */
export function showPaged(
  text: string,
  { stdout, divert, signs }: PagerTerminal,
  fromEnd = false,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = firstPage(text, stdout.columns, Math.max(1, stdout.rows - 1));
  let page = fromEnd ? movePage(first, 'end') : first;
  /** The last key, if it was a letter and no letter came before it: it may have begun a word. */
  let begun = '';

  function take(keys: readonly Key[]): void {
    for (const [index, key] of keys.entries()) {
      const later = keys.slice(index + 1);
      if (key.kind === 'answer') continue;
      if (key.kind === 'paste') return leave([key, ...later]);
      if (key.kind === 'chord') {
        begun = '';
        if (press(key.chord, CHORDS[key.chord])) return leave(later);
        continue;
      }
      const letters = key.text.split('');
      const unknown = letters.findIndex((letter) => LETTERS[letter] === undefined);
      const word = unknown < 0 ? letters.length : letters.lastIndexOf(' ', unknown) + 1;
      for (const [at, letter] of letters.slice(0, word).entries()) {
        if (press(letter, LETTERS[letter])) return leave([...typed(letters.slice(at + 1)), ...later]);
      }
      if (unknown >= 0) {
        const first = word === 0 ? begun : '';
        return leave([...typed([first, ...letters.slice(word)]), ...later]);
      }
      begun = begun === '' && letters.length === 1 && key.text !== ' ' ? key.text : '';
    }
  }

  /** Makes a move; true where it leaves the text. */
  function press(name: string, move: PageMove | 'leave' | undefined): boolean {
    if (move === 'leave' || (LEAVE_AT_END.has(name) && isAtEnd(page))) return true;
    if (move) show(movePage(page, move));
    return false;
  }

  function show(next: Page): void {
    if (next.top === page.top) return;
    const isForward = next.top > page.top;
    const from = isForward ? page.top + page.height : next.top;
    const rows = next.rows.slice(from, next.top + next.height);
    page = next;
    stdout.write(isForward ? ERASE_ROW : HOME);
    for (const row of rows) stdout.write(`${ERASE_ROW}${row}\r\n`);
    stdout.write(ERASE_ROW + foot());
  }

  function foot(): string {
    const { rows, top, height } = page;
    const isEnd = isAtEnd(page);
    const shown = `${top + 1}–${Math.min(rows.length, top + height)} of ${rows.length}${isEnd ? ' (end)' : ''}`;
    const keys = isEnd ? 'Space or q: leave, b: back' : 'Space: next page, b: back, q: leave';
    return `\u001B[7m${signs(fit(` ${shown}   ${keys}, or type a command `, stdout.columns - 1))}\u001B[27m`;
  }

  function leave(keys: readonly Key[]): void {
    stdout.write(ERASE_ROW);
    giveBack(keys);
    resolve();
  }

  const giveBack = divert(take);
  stdout.write(`${page.rows.slice(page.top, page.top + page.height).join('\r\n')}\r\n${foot()}`);
  return promise;
}

function typed(letters: readonly string[]): Key[] {
  return letters.length === 0 ? [] : [{ kind: 'text', text: letters.join('') }];
}
