import { nextBoundary, previousBoundary } from '../graphemes.ts';

/** `blank`: words reach from blank to blank; else letters and digits, and stretches of other signs, are words. */
export type WordKind = 'plain' | 'blank';

/** Returns the start of the word behind the one at a place; the text's end where none follows. */
export function nextWord(text: string, at: number, kind: WordKind): number {
  return skipBlanks(text, runEnd(text, at, kind));
}

/** Returns the last character of the word that ends behind a place; the text's last where none does. */
export function nextWordEnd(text: string, at: number, kind: WordKind): number {
  const start = skipBlanks(text, nextBoundary(text, at));
  return previousBoundary(text, runEnd(text, start, kind));
}

/** Returns the start of the word that begins before a place; 0 where none does. */
export function previousWord(text: string, at: number, kind: WordKind): number {
  let start = at;
  while (start > 0 && isBlankAt(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  return runStart(text, previousBoundary(text, start), kind);
}

/** Returns the start of the stretch of one sort of characters that a place lies in. */
export function runStart(text: string, at: number, kind: WordKind): number {
  let start = at;
  while (start > 0) {
    const before = previousBoundary(text, start);
    if (sortOf(text, before, kind) !== sortOf(text, at, kind)) break;
    start = before;
  }
  return start;
}

/** Returns the end of that stretch. */
export function runEnd(text: string, at: number, kind: WordKind): number {
  let end = at;
  while (end < text.length && sortOf(text, end, kind) === sortOf(text, at, kind)) {
    end = nextBoundary(text, end);
  }
  return end;
}

/** Whether a blank stands at a place. */
export function isBlankAt(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '');
}

/** Returns the first place at or behind another that is not blank; the text's end where all is. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlankAt(text, at)) at = nextBoundary(text, at);
  return at;
}

function sortOf(text: string, at: number, kind: WordKind): 'blank' | 'word' | 'sign' {
  if (isBlankAt(text, at)) return 'blank';
  return kind === 'blank' || /^[\p{L}\p{N}\p{M}_]/u.test(text.slice(at, at + 2)) ? 'word' : 'sign';
}
