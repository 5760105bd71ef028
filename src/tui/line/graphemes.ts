const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Returns the characters as a reader sees them, in order. */
export function graphemes(text: string): string[] {
  if (isAscii(text)) return text.split('');
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Returns the end of the grapheme that begins at or covers `at`; at the text's end, that. */
export function nextBoundary(text: string, at: number): number {
  if (at >= text.length) return text.length;
  if (isAscii(text)) return at + 1;
  const found = segmenter.segment(text).containing(at);
  return found ? found.index + found.segment.length : text.length;
}

/** Returns the start of the grapheme before `at`; at the text's start, that. */
export function previousBoundary(text: string, at: number): number {
  if (at <= 0) return 0;
  if (isAscii(text)) return Math.min(at, text.length) - 1;
  return segmenter.segment(text).containing(Math.min(at, text.length) - 1)?.index ?? 0;
}

/** Returns the nearest boundary at or after `at`. */
export function snap(text: string, at: number): number {
  const inside = Math.max(0, Math.min(at, text.length));
  if (inside === 0 || inside === text.length || isAscii(text)) return inside;
  return segmenter.segment(text).containing(inside)?.index === inside ? inside : nextBoundary(text, inside);
}

/** Makes text fit for a line: line ends and tabs become blanks, other control characters and lone surrogates go. */
export function printable(text: string): string {
  if (isAscii(text)) return text;
  return text
    .replaceAll(/[\t\n\v\f\r]+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .toWellFormed();
}

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
