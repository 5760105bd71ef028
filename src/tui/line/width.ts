import { graphemes } from './graphemes.ts';

/** Code points that fill two cells (East Asian Wide and Fullwidth, as terminals take them). */
const WIDE =
  /[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\u33FF\u3400-\u9FFF\uA000-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}]|(?![\u{1F1E6}-\u{1F1FF}])\p{Emoji_Presentation}/u;
/** Code points that fill none: marks that stand above or below, joiners, and the later parts of a Hangul syllable. */
const INVISIBLE =
  /[\p{Mn}\p{Me}\p{Cc}\u1160-\u11FF\uD7B0-\uD7FF]|(?![\u00AD\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}])\p{Cf}/u;
const JOINER = '\u200D';

/**
 * Returns how many cells of a terminal one grapheme fills. Terminals advance for each code point: a spacing mark (SARA
 * AM, vowel signs of Devanagari) has a cell of its own. What a zero width joiner ties to an emoji has none.
 */
export function graphemeWidth(grapheme: string): number {
  if (/^[ -~]$/.test(grapheme)) return 1;
  let cells = 0;
  let isJoined = false;
  for (const point of grapheme) {
    if (!isJoined && !INVISIBLE.test(point)) cells += WIDE.test(point) ? 2 : 1;
    isJoined = point === JOINER;
  }
  return cells;
}

/** Returns how many cells a text fills. */
export function textWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** Cuts a text to at most `width` cells, with an ellipsis where something is missing. */
export function fit(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    const cells = graphemeWidth(grapheme);
    if (used + cells > width - 1) break;
    out += grapheme;
    used += cells;
  }
  return width > 0 ? `${out}…` : '';
}
