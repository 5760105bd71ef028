import { nextBoundary, previousBoundary } from './graphemes.ts';

/** Returns the end of the word that begins at or after `at`: letters, digits and the signs that join them. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isWord(text, end)) end = nextBoundary(text, end);
  while (end < text.length && isWord(text, end)) end = nextBoundary(text, end);
  return end;
}

/** Returns the start of the word that ends at or before `at`. */
export function wordStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isWord(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  while (start > 0 && isWord(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  return start;
}

/** Returns the start of the stretch without blanks that ends at or before `at`. */
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
