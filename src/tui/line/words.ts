import { nextBoundary, previousBoundary } from './graphemes.ts';

/** Where the word that begins at or after `at` ends: words are letters, digits and what joins them. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isWord(text, end)) end = nextBoundary(text, end);
  while (end < text.length && isWord(text, end)) end = nextBoundary(text, end);
  return end;
}

/** Where the word that ends at or before `at` begins. */
export function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isWord(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  while (start > 0 && isWord(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  return start;
}

/** Where the stretch without blanks that ends at or before `at` begins. */
export function blankWordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && isBlank(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  while (start > 0 && !isBlank(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  return start;
}

function isWord(text: string, at: number): boolean {
  return /^[\p{L}\p{N}\p{M}_]/u.test(text.slice(at, at + 2));
}

function isBlank(text: string, at: number): boolean {
  return /\s/.test(text[at] ?? '');
}
