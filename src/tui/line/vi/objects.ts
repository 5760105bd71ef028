import type { Span } from '../../../language/token.ts';
import type { ViObject } from '../../keys/vi/table.ts';
import { nextBoundary, previousBoundary } from '../graphemes.ts';
import { bracketsAround } from './brackets.ts';
import { type WordKind, isBlankAt, runEnd, runStart, skipBlanks } from './words.ts';

/**
 * Returns the stretch that a text object is at a place, as in Vim; undefined where it is none. `key`: how it was typed, with `i` for the
 * inner part and `a` for all of it.
 */
export function objectAt(
  text: string,
  at: number,
  { object, key, count = 1 }: { object: ViObject; key: string; count?: number | undefined },
): Span | undefined {
  const isWhole = key.startsWith('a');
  const sign = key.slice(1);
  switch (object) {
    case 'words':
      return words(text, at, 'plain', isWhole, count);
    case 'blank-words':
      return words(text, at, 'blank', isWhole, count);
    case 'quotes':
      return quotes(text, at, sign, isWhole);
    case 'brackets': {
      const pair = bracketsAround(text, at, sign);
      if (!pair) return undefined;
      return isWhole ? { start: pair.start, end: pair.end + 1 } : { start: pair.start + 1, end: pair.end };
    }
  }
}

/** Words count together with the blanks between them; `aw` takes those behind a word, or else those before it. */
function words(text: string, at: number, kind: WordKind, isWhole: boolean, count: number): Span | undefined {
  if (text === '') return undefined;
  const start = runStart(text, at, kind);
  const startsBlank = isBlankAt(text, at);
  let end = runEnd(text, at, kind);
  for (let left = count - 1; left > 0 && end < text.length; left--) {
    if (isWhole) end = runEnd(text, skipBlanks(text, end), kind);
    else end = runEnd(text, end, kind);
  }
  if (!isWhole) return { start, end };
  if (startsBlank) return { start, end: runEnd(text, end, kind) };
  const behind = skipBlanks(text, end);
  if (behind > end) return { start, end: behind };
  return { start: start > 0 ? blanksBefore(text, start) : start, end };
}

function blanksBefore(text: string, at: number): number {
  let start = at;
  while (start > 0 && isBlankAt(text, previousBoundary(text, start))) start = previousBoundary(text, start);
  return start;
}

/** The quotes around a place, or else the first pair behind it; `a"` takes blanks as `aw` does. */
function quotes(text: string, at: number, sign: string, isWhole: boolean): Span | undefined {
  const places = [...text.matchAll(sign === '"' ? /"/g : /'/g)].map((match) => match.index);
  for (let first = 0; first + 1 < places.length; first += 2) {
    const start = places[first]!;
    const end = places[first + 1]!;
    if (end < at) continue;
    if (!isWhole) return { start: start + 1, end };
    const behind = skipBlanks(text, nextBoundary(text, end));
    if (behind > end + 1) return { start, end: behind };
    return { start: blanksBefore(text, start), end: end + 1 };
  }
  return undefined;
}
